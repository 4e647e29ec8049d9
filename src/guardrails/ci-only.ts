// Nobody applies from a laptop: the learner's user reads, and a role that only the pipeline can take on applies a plan that somebody has reviewed.
import { GLOBAL, rowAt } from '../aws/cloud.ts';
import { ROLES, USERS } from '../aws/iam/tables.ts';
import { accountOf } from '../world/measure.ts';
import type { World } from '../world/world.ts';
import { type Guardrail, inProject } from './guardrail.ts';

const ROLE = 'terraform-ci';
const ISSUER = 'token.actions.githubusercontent.com';
const MANAGED = 'arn:aws:iam::aws:policy';
const WRITES = /\/(AdministratorAccess|PowerUserAccess)$/;

const trust = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${ISSUER}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: 'repo:courses/infra:environment:production' } },
      },
    ],
  });

/** Plan, wait for a person at the environment's gate, and apply that very plan. */
const workflow = (account: string): string => `name: terraform
on: { push: { branches: [main] } }
permissions: { id-token: write, contents: read }
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: hashicorp/setup-terraform@v3
      - run: terraform init -input=false && terraform plan -input=false -out=tfplan
      - uses: actions/upload-artifact@v4
        with: { name: tfplan, path: tfplan }
  apply:
    needs: plan
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v4
      - uses: actions/download-artifact@v4
        with: { name: tfplan }
      - uses: aws-actions/configure-aws-credentials@v4
        with: { role-to-assume: arn:aws:iam::${account}:role/${ROLE}, aws-region: eu-west-1 }
      - uses: hashicorp/setup-terraform@v3
      - run: terraform init -input=false && terraform apply -input=false tfplan
`;

/** The user may read only, and there is a role for the pipeline. */
function inPlace(world: World): boolean {
  const account = accountOf(world);
  const user = rowAt(account, GLOBAL, USERS, world.setting.user);
  const role = rowAt(account, GLOBAL, ROLES, ROLE);
  const readsOnly = user !== undefined && !user.attached.some((policy) => WRITES.test(policy));
  return readsOnly && (role?.trust.includes(ISSUER) ?? false);
}

export const ciOnly: Guardrail = {
  id: 'ci-only',
  name: 'Apply only in CI, from a reviewed, saved plan',
  monthly: 0,
  minutes: 60,
  price: 'Ten minutes and a second look for every change, also for the small ones at night.',
  hole: 'An approval that is given without reading, or used for another plan. Whoever may change the workflow may change what it applies.',
  inPlace,
  putInPlace: (world, place) => {
    const { terminal } = place;
    const user = world.setting.user;
    const file = workflow(world.setting.account).replaceAll('\n', '\\n');
    return [
      { line: inProject(`mkdir -p .github/workflows && printf '${file}' > .github/workflows/terraform.yml`), terminal },
      { line: `aws iam create-role --role-name ${ROLE} --assume-role-policy-document '${trust(world.setting.account)}' --query Role.Arn --output text`, terminal },
      { line: `aws iam attach-role-policy --role-name ${ROLE} --policy-arn ${MANAGED}/AdministratorAccess`, terminal },
      { line: `aws iam attach-user-policy --user-name ${user} --policy-arn ${MANAGED}/ReadOnlyAccess`, terminal },
      { line: `aws iam detach-user-policy --user-name ${user} --policy-arn ${MANAGED}/AdministratorAccess`, terminal },
    ];
  },
};
