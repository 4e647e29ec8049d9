// What the keys do, on the key `?`.
import { Sheet } from '../parts/Sheet.tsx';
import styles from './shortcuts.module.css';

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['1 … 9', 'Answer what is asked, by its number; 0 is the last of many'],
      ['Alt 1 … 9', 'The same from inside the terminal or a text field'],
      ['F6, Shift F6', 'To the next part of the desk, and back'],
      ['?', 'This list'],
    ],
  },
  {
    title: 'In the terminal',
    keys: [
      ['Ctrl C', 'Stop what runs'],
      ['Ctrl D', 'End of input; leaves an ssh session'],
      ['Tab', 'Complete'],
      ['↑ ↓, Ctrl R', 'Earlier lines, and looking for one'],
      ['Ctrl L', 'Clear the screen'],
      ['Ctrl Shift F', 'Find in what was printed'],
      ['Esc, then Tab', 'Leave the terminal'],
    ],
  },
  {
    title: 'On the line of time',
    keys: [
      ['← →', 'To the decision before, or after'],
      ['Page Up, Page Down', 'Ten minutes back, or on'],
      ['Home, End', 'To the beginning, or to now'],
    ],
  },
];

export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title="Keys" onClose={onClose}>
      {GROUPS.map((group) => (
        <section key={group.title} className={styles.group} aria-label={group.title}>
          <h3>{group.title}</h3>
          <dl>
            {group.keys.map(([keys, what]) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Sheet>
  );
}
