// `--generate-cli-skeleton`: the empty form of an operation's input, or a made-up output.
import { type ServiceModel, shapeOf } from './model.ts';
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
  blob: '',
  stream: '',
};

/** `named` writes member names where texts belong, as the output skeleton does. */
export function skeleton(reference: string, service: ServiceModel, named: boolean, name = '', above: readonly string[] = []): unknown {
  if (above.includes(reference)) return {};
  const inner = [...above, reference];
  const shape = shapeOf(service, reference);
  if (shape.type === 'structure') return Object.fromEntries(Object.entries(shape.members).map(([member, of]) => [member, skeleton(of, service, named, member, inner)]));
  if (shape.type === 'list') return [skeleton(shape.of, service, named, name, inner)];
  if (shape.type === 'map') return { KeyName: skeleton(shape.of, service, named, 'KeyName', inner) };
  if (shape.of === 'string') return named ? name : (shape.choice ?? '');
  return SCALARS[shape.of] ?? '';
}
