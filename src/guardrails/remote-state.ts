// The state in a versioned bucket, with a lock, instead of in a file on somebody's laptop.
import { configurationOf, type Guardrail, inProject } from './guardrail.ts';

const BUCKET = 'courses-terraform-state';
const BLOCK = `printf 'terraform {\\n  backend "s3" {\\n    bucket       = "${BUCKET}"\\n    key          = "platform/terraform.tfstate"\\n    region       = "eu-west-1"\\n    use_lockfile = true\\n  }\\n}\\n' > backend.tf`;

export const remoteState: Guardrail = {
  id: 'remote-state',
  name: 'State in S3, versioned and locked',
  monthly: 0.05,
  minutes: 1,
  price: 'Cents a month.',
  hole: 'A foreign state can still be pushed, and the wrong folder is still the wrong folder. It makes the state findable, not right.',
  inPlace: (world) => /^\s*backend "s3"/m.test(configurationOf(world)),
  putInPlace: (_world, place) => [
    ...place.copies.map((terminal) => ({ line: inProject(BLOCK), terminal })),
    {
      line: `aws s3api create-bucket --bucket ${BUCKET} --create-bucket-configuration LocationConstraint=eu-west-1 && aws s3api put-bucket-versioning --bucket ${BUCKET} --versioning-configuration Status=Enabled`,
      terminal: place.terminal,
    },
    { line: inProject(`${BLOCK} && terraform init -migrate-state -force-copy`), terminal: place.terminal },
    { free: place.terminal },
  ],
};
