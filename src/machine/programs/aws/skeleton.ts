// `--generate-cli-skeleton`: the empty form of an operation's input, or a made-up output.
import { type ServiceModel, shapeOf } from './model.ts';
import { CliError } from './output/print.ts';
import { Float } from './output/python.ts';

const SCALARS: Readonly<Record<string, unknown>> = {
  string: '',
  character: '',
  integer: 0,
  long: 0,
  float: new Float(0),
  double: new Float(0),
  boolean: true,
  timestamp: '1970-01-01T00:00:00',
  blob: null,
  stream: null,
};

/** `named` writes member names where texts belong, as the output skeleton does. */
export function skeleton(reference: string, service: ServiceModel, named: boolean, name = '', above: readonly string[] = []): unknown {
  if (above.includes(reference)) return {};
  const inner = [...above, reference];
  const shape = shapeOf(service, reference);
  if (shape.type === 'structure') return Object.fromEntries(Object.entries(shape.members).map(([member, of]) => [member, skeleton(of, service, named, member, inner)]));
  // Of what the account never has, the shape is not known.
  if (reference === 'Nothing') throw new CliError('\nThis account is a simulation, and the made-up answer of this command is not part of it.\n', 255);
  if (shape.type === 'list') return [skeleton(shape.of, service, named, shape.called ?? name, inner)];
  if (shape.type === 'map') return { KeyName: skeleton(shape.of, service, named, '', inner) };
  if (shape.of === 'string') return named ? name : (shape.choice ?? '');
  return Object.hasOwn(SCALARS, shape.of) ? SCALARS[shape.of] : '';
}
