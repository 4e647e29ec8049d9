// Systems Manager: the parameter store, and its agents, of which no machine here runs one: who asks for a shell is told so.
import { AwsError, type Operation, type Service } from '../operation.ts';
import { none } from '../unused.ts';
import * as parameter from './parameter.ts';

/** A session needs the agent of the machine to be connected to Systems Manager. */
const startSession: Operation = {
  kind: 'write',
  authorise: (context, params) => [
    { action: 'ssm:StartSession', resource: `arn:aws:ec2:${context.region}:${context.account.id}:instance/${parameter.read(params).optional('Target') ?? '*'}` },
  ],
  run(_context, params) {
    throw new AwsError('TargetNotConnected', `${parameter.read(params).text('Target')} is not connected.`, 400);
  },
};

const sendCommand: Operation = {
  kind: 'write',
  run(context, params) {
    const request = parameter.read(params);
    const document = request.text('DocumentName');
    if (!/^AWS-(RunShellScript|RunRemoteScript|ConfigureAWSPackage)$/.test(document)) throw new AwsError('InvalidDocument', 'Document with name does not exist.', 400);
    const ids = request.texts('InstanceIds');
    throw new AwsError('InvalidInstanceId', `Instances [[${ids.join(', ')}]] not in a valid state for account ${context.account.id}`, 400);
  },
};

export const ssm: Service = {
  name: 'ssm',
  eventSource: 'ssm.amazonaws.com',
  iamPrefix: 'ssm',
  dialect: 'json',
  operations: {
    AddTagsToResource: parameter.tagging.set,
    DeleteParameter: parameter.deleteParameter,
    DeleteParameters: parameter.deleteParameters,
    DescribeAutomationExecutions: none('AutomationExecutionMetadataList'),
    DescribeInstanceInformation: none('InstanceInformationList'),
    DescribeMaintenanceWindows: none('WindowIdentities'),
    DescribeParameters: parameter.describeParameters,
    DescribeSessions: none('Sessions'),
    GetInventory: none('Entities'),
    GetParameter: parameter.getParameter,
    GetParameterHistory: parameter.getParameterHistory,
    GetParameters: parameter.getParameters,
    GetParametersByPath: parameter.getParametersByPath,
    ListAssociations: none('Associations'),
    ListCommandInvocations: none('CommandInvocations'),
    ListCommands: none('Commands'),
    ListDocuments: none('DocumentIdentifiers'),
    ListTagsForResource: parameter.listTagsForResource,
    PutParameter: parameter.putParameter,
    RemoveTagsFromResource: parameter.tagging.drop,
    SendCommand: sendCommand,
    StartSession: startSession,
  },
  jobs: {},
};
