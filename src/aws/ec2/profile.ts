// Which role's instance profile an instance carries, as an association that can be changed while it runs.
import { type CloudContext, GLOBAL, listed, rowAt, rows } from '../cloud.ts';
import { PROFILES } from '../iam/tables.ts';
import { given, type Input } from '../input.ts';
import type { Operation } from '../operation.ts';
import { paged } from './describe.ts';
import { INSTANCES, type Instance, instanceOf } from './instance.ts';
import { read, refusal } from './refusal.ts';

/** The association's id follows from the instance's: an instance has one profile at most. */
const idOf = (instance: Readonly<Instance>): string => `iip-assoc-${instance.id.slice(2)}`;

const print = (instance: Readonly<Instance>, state: string) => ({
  AssociationId: idOf(instance),
  InstanceId: instance.id,
  IamInstanceProfile: { Arn: instance.profile?.arn ?? '', Id: instance.profile?.id ?? '' },
  State: state,
});

/** The profile that a request names by `Name` or `Arn`; throws InvalidParameterValue when IAM does not know it. */
export function profileAsked(context: CloudContext, asked: Input): Instance['profile'] {
  const name = asked.optional('Name') ?? asked.optional('Arn')?.split('/').pop();
  if (!name) return null;
  const profile = rowAt(context.account, GLOBAL, PROFILES, name);
  if (!profile) throw refusal('InvalidParameterValue', `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`);
  return { arn: profile.arn, id: profile.id };
}

export const describeIamInstanceProfileAssociations: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const ids = request.texts('AssociationIds');
    let found = listed(context.account, context.region, INSTANCES).filter((instance) => instance.profile && instance.state !== 'terminated');
    if (ids.length > 0) found = found.filter((instance) => ids.includes(idOf(instance)));
    for (const filter of request.records('Filters')) {
      const values = read(filter).texts('Values');
      const name = read(filter).text('Name');
      if (name === 'instance-id') found = found.filter((instance) => values.includes(instance.id));
      else if (name === 'state') found = values.includes('associated') ? found : [];
      else throw refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
    }
    return paged(
      params,
      'IamInstanceProfileAssociations',
      found.map((instance) => print(instance, 'associated')),
    );
  },
};

export const associateIamInstanceProfile: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = instanceOf(context, request.text('InstanceId'));
    const profile = profileAsked(context, read(request.record('IamInstanceProfile') ?? {}));
    if (!profile) throw refusal('MissingParameter', 'The request must contain the parameter iamInstanceProfile');
    if (known.profile) throw refusal('IncorrectState', `There is an existing association for instance ${known.id}`);
    const instance = rows(context.account, context.region, INSTANCES)[known.id] as Instance;
    instance.profile = profile;
    return given({ IamInstanceProfileAssociation: print(instance, 'associating') });
  },
};

export const disassociateIamInstanceProfile: Operation = {
  kind: 'write',
  run(context, params) {
    const id = read(params).text('AssociationId');
    const known = listed(context.account, context.region, INSTANCES).find((instance) => instance.profile && idOf(instance) === id);
    if (!known) throw refusal('InvalidAssociationID.NotFound', `An invalid association-id of '${id}' was given`);
    const output = { IamInstanceProfileAssociation: print(known, 'disassociating') };
    (rows(context.account, context.region, INSTANCES)[known.id] as Instance).profile = null;
    return output;
  },
};

export const replaceIamInstanceProfileAssociation: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const id = request.text('AssociationId');
    const known = listed(context.account, context.region, INSTANCES).find((instance) => instance.profile && idOf(instance) === id);
    if (!known) throw refusal('InvalidAssociationID.NotFound', `An invalid association-id of '${id}' was given`);
    const profile = profileAsked(context, read(request.record('IamInstanceProfile') ?? {}));
    if (!profile) throw refusal('MissingParameter', 'The request must contain the parameter iamInstanceProfile');
    const instance = rows(context.account, context.region, INSTANCES)[known.id] as Instance;
    instance.profile = profile;
    return { IamInstanceProfileAssociation: print(instance, 'associating') };
  },
};
