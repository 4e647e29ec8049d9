// The lines at the left of `git log --graph`. Each line of history is a column; where columns come together, edges move left one place per line of
// output. The states, and which letter an edge gets in each, are git's, so that the pictures are the same.
import { codes } from './patch.ts';
import type { Visit } from './walk.ts';

const COLOURS = [
  codes.red,
  codes.green,
  codes.yellow,
  codes.blue,
  codes.magenta,
  codes.cyan,
  codes.boldRed,
  codes.boldGreen,
  codes.boldYellow,
  codes.boldBlue,
  codes.boldMagenta,
  codes.boldCyan,
];

interface Column {
  readonly id: string;
  readonly colour: number;
}

type State = 'padding' | 'commit' | 'merge' | 'collapsing';

export class Graph {
  private columns: Column[] = [];
  private next: Column[] = [];
  /** For each place of the coming line: to which column of `next` the edge there leads; -1 for none. */
  private mapping: number[] = [];
  private before: number[] = [];
  private state: State = 'padding';
  private previous: State = 'padding';
  private width = 0;
  private place = 0;
  private previousPlace = 0;
  /** 0: the first parent of a merge lies to its left; 1: below it. */
  private layout = 0;
  private added = 0;
  private previouslyAdded = 0;
  private lastColour = COLOURS.length - 1;
  private commit: Visit = { id: '', commit: null as never, parents: [] };

  constructor(private readonly coloured: boolean) {}

  /** Begins a commit; `visit.parents` are those that are drawn. */
  begin(visit: Visit): void {
    this.commit = visit;
    this.previousPlace = this.place;
    this.columns = this.next;
    this.next = [];
    this.mapping = [];
    this.width = 0;
    this.previouslyAdded = this.added;
    this.added = 0;
    const known = this.columns.some((column) => column.id === visit.id);
    for (const [at, column] of [...this.columns, ...(known ? [] : [{ id: visit.id, colour: 0 }])].entries()) {
      if (column.id !== visit.id) {
        this.lead(column.id, -1);
        continue;
      }
      this.place = at;
      this.layout = -1;
      for (const parent of visit.parents) {
        if (visit.parents.length > 1 || !known) this.lastColour = (this.lastColour + 1) % COLOURS.length;
        this.lead(parent, at);
      }
      if (visit.parents.length === 0) this.width += 2;
    }
    this.state = 'commit';
  }

  /** An edge to a commit of the next line. */
  private lead(id: string, from: number): void {
    let column = this.next.findIndex((each) => each.id === id);
    if (column < 0) {
      column = this.next.length;
      this.next.push({ id, colour: this.columns.find((each) => each.id === id)?.colour ?? this.lastColour });
    }
    const { parents } = this.commit;
    let at = this.width;
    if (parents.length > 1 && from > -1 && this.layout === -1) {
      const distance = from - column;
      const shift = distance > 1 ? 2 * distance - 3 : 1;
      this.layout = distance > 0 ? 0 : 1;
      this.added = parents.length + this.layout - 2;
      at = this.width + (this.layout - 1) * shift;
      this.width += 2 * this.layout;
    } else if (this.added > 0 && column === this.mapping[this.width - 2]) {
      at = this.width - 2;
      this.added = -1;
    } else this.width += 2;
    while (this.mapping.length <= at) this.mapping.push(-1);
    this.mapping[at] = column;
  }

  private enter(state: State): void {
    this.previous = this.state;
    this.state = state;
  }

  /** Whether nothing but straight lines is left to draw before the next commit. */
  get finished(): boolean {
    return this.state === 'padding';
  }

  private letter(column: Column | undefined, letter: string): string {
    return this.coloured && column ? `\x1b[${COLOURS[column.colour]}m${letter}\x1b[m` : letter;
  }

  private padded(line: string, length: number): string {
    return line + ' '.repeat(Math.max(0, this.width - length));
  }

  /** The empty line above a commit that has begun. */
  above(): string {
    const line = this.columns.map((column) => `${this.letter(column, '|')} `).join('');
    this.previous = 'padding';
    return this.padded(line, 2 * this.columns.length);
  }

  /** The next line of the picture. */
  line(): string {
    switch (this.state) {
      case 'padding':
        return this.padded(this.next.map((column) => `${this.letter(column, '|')} `).join(''), 2 * this.next.length);
      case 'commit':
        return this.commitLine();
      case 'merge':
        return this.mergeLine();
      case 'collapsing':
        return this.collapsingLine();
    }
  }

  private get straight(): boolean {
    return this.mapping.every((target, at) => target < 0 || target === Math.floor(at / 2));
  }

  private get withCommit(): readonly (Column | null)[] {
    return this.columns.some((column) => column.id === this.commit.id) ? this.columns : [...this.columns, null];
  }

  private commitLine(): string {
    let line = '';
    let seen = false;
    const all = this.withCommit;
    for (const [at, column] of all.entries()) {
      if (column === null || column.id === this.commit.id) {
        seen = true;
        line += '*';
      } else if (seen && this.added > 1) line += this.letter(column, '\\');
      else if (seen && this.added === 1) line += this.letter(column, this.previous === 'merge' && this.previouslyAdded > 0 && this.previousPlace < at ? '\\' : '|');
      else line += this.letter(column, this.previous === 'collapsing' && this.before[2 * at + 1] === at && (this.mapping[2 * at] ?? -1) < at ? '/' : '|');
      line += ' ';
    }
    this.enter(this.commit.parents.length > 1 ? 'merge' : this.straight ? 'padding' : 'collapsing');
    return this.padded(line, 2 * all.length);
  }

  private mergeLine(): string {
    let line = '';
    let length = 0;
    const put = (text: string, count = 1) => {
      line += text;
      length += count;
    };
    let seen = false;
    let parentColumn: Column | null = null;
    const { parents } = this.commit;
    for (const [at, column] of this.withCommit.entries()) {
      if (column === null || column.id === this.commit.id) {
        seen = true;
        let shape = this.layout;
        for (const [number, parent] of parents.entries()) {
          put(
            this.letter(
              this.next.find((each) => each.id === parent),
              '/|\\'[shape] as string,
            ),
          );
          if (shape < 2) shape++;
          else if (this.added > 0 || number < parents.length - 1) put(' ');
        }
        if (this.added === 0) put(' ');
      } else if (seen) {
        put(this.letter(column, this.added > 0 ? '\\' : '|'));
        put(' ');
      } else {
        put(this.letter(column, '|'));
        if (this.layout !== 0 || at !== this.place - 1) put(parentColumn ? this.letter(parentColumn, '_') : ' ');
      }
      if (column !== null && column.id === parents[0]) parentColumn = column;
    }
    this.enter(this.straight ? 'padding' : 'collapsing');
    return this.padded(line, length);
  }

  private collapsingLine(): string {
    const old = this.mapping;
    const mapping: number[] = old.map(() => -1);
    let [edge, target] = [-1, -1];
    const runLevel = (to: number, from: number, at: number) => {
      if (edge !== -1) return;
      [edge, target] = [at, to];
      for (let place = to * 2 + 3; place < from - 2; place += 2) mapping[place] = to;
    };
    for (const [at, to] of old.entries()) {
      if (to < 0) continue;
      if (to * 2 === at) mapping[at] = to;
      else if ((mapping[at - 1] as number) < 0) {
        mapping[at - 1] = to;
        runLevel(to, at, at);
      } else if (mapping[at - 1] !== to) {
        mapping[at - 2] = to;
        runLevel(to, at, at - 1);
      }
    }
    this.before = [...mapping];
    if ((mapping.at(-1) ?? 0) < 0) mapping.pop();
    this.mapping = mapping;
    let line = '';
    let level = false;
    for (let at = 0; at < mapping.length; at++) {
      const to = mapping[at] as number;
      if (to < 0) line += ' ';
      else if (to * 2 === at) line += this.letter(this.next[to], '|');
      else if (to === target && at !== edge - 1) {
        if (at !== to * 2 + 3) mapping[at] = -1;
        level = true;
        line += this.letter(this.next[to], '_');
      } else {
        if (level && at < edge) mapping[at] = -1;
        line += this.letter(this.next[to], '/');
      }
    }
    const length = mapping.length;
    while (mapping.length > 1 && (mapping.at(-1) as number) < 0) mapping.pop();
    if (this.straight) this.enter('padding');
    return this.padded(line, length);
  }

  /** A commit's message and what it changed, with the picture before each line. `separated`: an empty line above. */
  block(visit: Visit, message: string, changes: string, separated: boolean): string {
    this.begin(visit);
    const out: string[] = separated ? [this.above()] : [];
    const lines = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
    for (const text of lines(message)) out.push(this.line() + text);
    while (!this.finished) out.push(this.line());
    for (const text of lines(changes)) out.push(this.line() + text);
    return out.map((line) => `${line}\n`).join('');
  }
}
