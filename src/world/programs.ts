// What is installed on every machine: the small programs, aws, and Terraform with its providers and backends.
import { uuid } from '../engine/chance.ts';
import { toBase64 } from '../machine/disk/base64.ts';
import type { AnyProgram } from '../machine/launch.ts';
import type { Process } from '../machine/program.ts';
import { aws } from '../machine/programs/aws/program.ts';
import { smallPrograms } from '../machine/programs/index.ts';
import type { BackendKind } from '../machine/programs/terraform/backend.ts';
import { argumentNames } from '../machine/programs/terraform/backend-block.ts';
import { terraformProgram } from '../machine/programs/terraform/program.ts';
import { stateFetcher } from '../machine/programs/terraform/remote-state.ts';
import { s3Backend } from '../provider-aws/backend-s3.ts';
import { awsProvider } from '../provider-aws/provider.ts';
import { builtinProvider } from '../terraform/builtin.ts';

const readFile = (process: Process) => (path: string) => {
  const entry = process.disk.stat(path);
  return entry?.type === 'file' ? process.disk.read(path) : null;
};

const readBase64 = (process: Process) => (path: string) => (process.disk.stat(path)?.type === 'file' ? toBase64(process.disk.readBytes(path)) : null);

const backends = { s3: s3Backend as BackendKind };

const terraform = terraformProgram({
  providers: {
    'registry.terraform.io/hashicorp/aws': {
      versions: ['5.99.0'],
      signature: 'signed by HashiCorp',
      start: (process) =>
        awsProvider({
          time: process.time,
          env: process.env,
          home: process.host.home,
          readFile: readFile(process),
          readBase64: readBase64(process),
          cloud: (request) => process.cloud(request),
        }),
    },
    'terraform.io/builtin/terraform': {
      versions: [],
      start: (process) =>
        builtinProvider({
          uuid: () => uuid(process.time.chance, 'terraform.data'),
          fetchState: stateFetcher(process, backends),
          backendArguments: (type) => argumentNames(backends, type),
        }),
    },
  },
  backends,
});

export const PROGRAMS: Readonly<Record<string, AnyProgram>> = { ...smallPrograms, aws, terraform };
