// --output table: what stands in which section of the table. Sections are drawn by box.ts.
import { draw, Section } from './box.ts';
import { byCodePoint, isList, isMap, isScalar, isTrue, str, typeName } from './python.ts';
import { Unprintable } from './text.ts';

/** The table of a result, nothing for what counts as false. `columns` is the terminal's width. Throws `Unprintable`. */
export function table(title: string, value: unknown, columns: number, coloured: boolean): string {
  const sections: Section[] = [];
  return build(sections, title, value, 0) ? draw(sections, columns, coloured) : '';
}

const last = (sections: readonly Section[]): Section => sections[sections.length - 1] as Section;

/** Adds what a value needs. False when there is nothing to show. Without a title, rows go to the section that is open. */
function build(sections: Section[], title: string | null, value: unknown, indent: number): boolean {
  if (!isTrue(value)) return false;
  if (title !== null) sections.push(new Section(title, indent));
  if (isMap(value)) buildMap(sections, value, indent);
  else if (isList(value)) {
    if (isMap(value[0])) buildMaps(sections, value, indent, title);
    else {
      for (const item of value) {
        if (isScalar(item)) last(sections).addRow([str(item)]);
        else if (isMap(item) || (item as readonly unknown[]).every(isScalar)) last(sections).addRow(isMap(item) ? Object.keys(item) : (item as readonly unknown[]).map(str));
        else build(sections, null, item, 0);
      }
    }
  }
  return true;
}

const keysOf = (value: Readonly<Record<string, unknown>>, scalar: boolean): string[] =>
  Object.keys(value).filter((key) => value[key] !== undefined && isScalar(value[key]) === scalar);

function buildMap(sections: Section[], value: Readonly<Record<string, unknown>>, indent: number): void {
  const scalars = keysOf(value, true).sort(byCodePoint);
  if (scalars.length === 1) last(sections).addRow([scalars[0] as string, str(value[scalars[0] as string])]);
  else if (scalars.length) {
    last(sections).addHeaders(scalars);
    last(sections).addRow(scalars.map((key) => str(value[key])));
  }
  for (const key of keysOf(value, false).sort(byCodePoint)) build(sections, key, value[key], indent + 1);
}

/** What Python says of a list that begins with a dict and goes on with something else. */
function misfit(item: unknown): string {
  if (isList(item)) return `list indices must be integers or slices, not ${typeName(item[0])}`;
  return typeof item === 'string' ? "string indices must be integers, not 'str'" : `'${typeName(item)}' object is not iterable`;
}

function buildMaps(sections: Section[], items: readonly unknown[], indent: number, title: string | null): void {
  const maps = items.map((item) => {
    if (!isMap(item)) throw new Unprintable(misfit(item));
    return item;
  });
  const union = (scalar: boolean) => [...new Set(maps.flatMap((item) => keysOf(item, scalar)))].sort(byCodePoint);
  const headers = union(true);
  const nested = union(false);
  last(sections).addHeaders(headers);
  maps.forEach((item, index) => {
    if (index > 0 && nested.length) {
      sections.push(new Section(title ?? '', indent));
      last(sections).addHeaders(headers);
    }
    last(sections).addRow(headers.map((key) => (item[key] === undefined ? '' : str(item[key]))));
    for (const key of nested) if (item[key] !== undefined) build(sections, key, item[key], indent + 1);
  });
}
