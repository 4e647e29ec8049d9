// Internet gateways: detached before they are deleted, which AWS refuses while public addresses are mapped in the network.
import { MINUTE } from '../engine/clock.ts';
import type { Api } from './core/api.ts';
import { doing, Refusal } from './core/api.ts';
import { firstOf, need, pick, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagSpecification, tagsIn } from './core/tagging.ts';

const NOT_FOUND = ['InvalidInternetGatewayID.NotFound'];

const attach = (api: Api, id: string, vpc: string) => api.call('ec2', 'AttachInternetGateway', { InternetGatewayId: id, VpcId: vpc });

function detach(api: Api, id: string, vpc: string): void {
  try {
    doing(`detaching EC2 Internet Gateway (${id}) from VPC (${vpc})`, () => api.call('ec2', 'DetachInternetGateway', { InternetGatewayId: id, VpcId: vpc }), false);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.is('Gateway.NotAttached')) throw error;
  }
}

export const awsInternetGateway: ResourceType = {
  name: 'aws_internet_gateway',
  label: 'EC2 Internet Gateway',
  create(api, planned) {
    const id = need(api.call('ec2', 'CreateInternetGateway', { TagSpecifications: tagSpecification('internet-gateway', planned) }), 'InternetGateway.InternetGatewayId');
    if (text(planned.vpc_id)) attach(api, id, text(planned.vpc_id));
    return { id };
  },
  read(api, state) {
    const id = text(state.id);
    const gateway = firstOf(api.find('ec2', 'DescribeInternetGateways', { InternetGatewayIds: [id] }, NOT_FOUND), 'InternetGateways');
    if (!gateway) return null;
    return {
      arn: api.arn('ec2', `internet-gateway/${id}`),
      owner_id: gateway.OwnerId ?? api.account(),
      vpc_id: pick(gateway, 'Attachments[0].VpcId') ?? '',
      tags_all: tagsIn(gateway.Tags),
    };
  },
  update(api, prior, planned) {
    if (prior.vpc_id === planned.vpc_id) return;
    if (text(prior.vpc_id)) detach(api, text(prior.id), text(prior.vpc_id));
    if (text(planned.vpc_id)) attach(api, text(prior.id), text(planned.vpc_id));
  },
  delete(api, prior) {
    if (text(prior.vpc_id)) detach(api, text(prior.id), text(prior.vpc_id));
    api.find('ec2', 'DeleteInternetGateway', { InternetGatewayId: prior.id }, NOT_FOUND);
  },
  retryDelete: { codes: ['DependencyViolation'], timeout: 20 * MINUTE },
  tags: TAGS.ec2,
};
