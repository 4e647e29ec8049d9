// A rule that lets traffic into a security group.
import { securityGroupRule } from './core/security-group-rule.ts';

export const awsVpcSecurityGroupIngressRule = securityGroupRule('Ingress');
