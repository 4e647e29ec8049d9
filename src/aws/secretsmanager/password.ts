// A password made up for whoever asks. It is kept nowhere, so it is made of the request's own id: asking changes nothing.
import { draw, newChance } from '../../engine/chance.ts';
import { input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { jsonWords } from '../wording.ts';

const KINDS = [
  ['ExcludeLowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['ExcludeUppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['ExcludeNumbers', '0123456789'],
  ['ExcludePunctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
] as const;

export const getRandomPassword: Operation = {
  kind: 'read',
  run(context, params) {
    const request = input(params, jsonWords);
    const length = request.number('PasswordLength') ?? 32;
    if (!Number.isInteger(length) || length < 1 || length > 4096) throw new AwsError('InvalidParameterException', 'Password length must be between 1 and 4096.', 400);
    const without = new Set(request.optional('ExcludeCharacters') ?? '');
    const kinds = KINDS.filter(([name]) => request.flag(name) !== true).map(([, letters]) => [...letters].filter((letter) => !without.has(letter)));
    if (request.flag('IncludeSpace') === true && !without.has(' ')) kinds.push([' ']);
    const usable = kinds.filter((letters) => letters.length > 0);
    const letters = usable.flat();
    const each = request.flag('RequireEachIncludedType') ?? true;
    if (letters.length === 0 || (each && usable.length > length))
      throw new AwsError('InvalidParameterException', 'The password cannot be made with these characters and this length.', 400);
    const chance = newChance(Number.parseInt(context.requestId.slice(0, 8), 16));
    const next = (below: number) => draw(chance, 'password') % below;
    const pick = (from: readonly string[]) => from[next(from.length)] as string;
    const made = Array.from({ length }, (_, i) => pick(each && i < usable.length ? (usable[i] as string[]) : letters));
    // The first ones are one of each kind: they change places with others.
    for (let i = made.length - 1; i > 0; i--) {
      const other = next(i + 1);
      [made[i], made[other]] = [made[other] as string, made[i] as string];
    }
    return { RandomPassword: made.join('') };
  },
};
