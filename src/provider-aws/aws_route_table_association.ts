// Which subnet uses which route table.
import { Complaint } from './core/api.ts';
import { firstOf, need, records, text } from './core/members.ts';
import { filters } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';

export const awsRouteTableAssociation: ResourceType = {
  name: 'aws_route_table_association',
  label: 'Route Table Association',
  checks: { exactlyOne: [['gateway_id', 'subnet_id']] },
  create: (api, planned) => ({
    id: need(
      api.call('ec2', 'AssociateRouteTable', {
        RouteTableId: planned.route_table_id,
        SubnetId: text(planned.subnet_id) || undefined,
        GatewayId: text(planned.gateway_id) || undefined,
      }),
      'AssociationId',
    ),
  }),
  read(api, state) {
    const table = firstOf(api.call('ec2', 'DescribeRouteTables', { Filters: filters({ 'association.route-table-association-id': text(state.id) }) }), 'RouteTables');
    const association = records(table?.Associations).find((one) => one.RouteTableAssociationId === state.id);
    if (!table || !association) return null;
    return { route_table_id: table.RouteTableId, subnet_id: association.SubnetId ?? '', gateway_id: association.GatewayId ?? '' };
  },
  update: (api, prior, planned) => ({
    id: need(api.call('ec2', 'ReplaceRouteTableAssociation', { AssociationId: prior.id, RouteTableId: planned.route_table_id }), 'NewAssociationId'),
  }),
  delete(api, prior) {
    api.find('ec2', 'DisassociateRouteTable', { AssociationId: prior.id }, ['InvalidAssociationID.NotFound']);
  },
  recomputed: { id: ['route_table_id'] },
  imported(api, id) {
    const [target, table] = id.split('/');
    if (!target || !table) throw new Complaint(`Unexpected format for import: ${id}. Use 'subnet ID/route table ID' or 'gateway ID/route table ID`);
    const found = firstOf(api.find('ec2', 'DescribeRouteTables', { RouteTableIds: [table] }, ['InvalidRouteTableID.NotFound']), 'RouteTables');
    const association = records(found?.Associations).find((one) => one.SubnetId === target || one.GatewayId === target);
    if (!association) throw new Complaint(`No association found between route table ID "${table}" and ${target.startsWith('subnet-') ? 'subnet' : 'gateway'} ID "${target}"`);
    return { id: text(association.RouteTableAssociationId) };
  },
};
