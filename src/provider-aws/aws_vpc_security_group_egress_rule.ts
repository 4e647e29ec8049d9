// A rule that lets traffic out of a security group.
import { securityGroupRule } from './core/security-group-rule.ts';

export const awsVpcSecurityGroupEgressRule = securityGroupRule('Egress');
