// `aws help` in short: what can be called here. The real one opens a manual; this one says so and lists what works.
import { hyphenated, SERVICES } from './model.ts';
import topCommands from './model/commands.json' with { type: 'json' };

/** All commands of the real program, in its order. */
export const TOP_COMMANDS: readonly string[] = topCommands;

export function helpOf(path: readonly string[]): string {
  const [command, operation] = path;
  const service = command ? SERVICES[command] : undefined;
  const operationModel = operation ? service?.operations[operation] : undefined;
  if (service && operationModel) {
    const input = operationModel.i ? service.shapes[operationModel.i] : undefined;
    const options = Object.entries(input?.m ?? {}).map(([member, shape]) => {
      const required = input?.r?.includes(member);
      const type = service.shapes[shape]?.t ?? 'string';
      const text = type === 'boolean' ? `--${hyphenated(member)} | --no-${hyphenated(member)}` : `--${hyphenated(member)} <${type}>`;
      return `          ${required ? text : `[${text}]`}`;
    });
    return `NAME\n       ${operation}\n\nSYNOPSIS\n          ${operation}\n${options.join('\n')}\n\nThe manual of the real program says more; this one lists what this simulation understands.\n`;
  }
  if (service && command) return `NAME\n       ${command}\n\nAVAILABLE COMMANDS IN THIS SIMULATION\n${Object.keys(service.operations).sort().map((name) => `       o ${name}`).join('\n')}\n`;
  return `NAME\n       aws\n\nSYNOPSIS\n          aws [options] <command> <subcommand> [parameters]\n\nAVAILABLE SERVICES IN THIS SIMULATION\n${[...Object.keys(SERVICES), 's3', 'configure'].sort().map((name) => `       o ${name}`).join('\n')}\n\nUse "aws <command> help" for its subcommands.\n`;
}
