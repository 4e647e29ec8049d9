// Tabs after the ARIA pattern: arrow keys move between them, Tab goes on into the panel.
import { type KeyboardEvent, type ReactNode, useRef } from 'react';

export interface TabItem {
  readonly id: string;
  readonly label: ReactNode;
  /** Read after the label: `something changed`. */
  readonly remark?: string | undefined;
  readonly disabled?: boolean;
}

interface Props {
  readonly name: string;
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly className?: string | undefined;
  readonly tabClass?: string | undefined;
}

export const tabId = (name: string, id: string) => `${name}-tab-${id.replace(/\W/g, '_')}`;
export const panelId = (name: string) => `${name}-panel`;

/** Attributes for the element that shows the selected tab's content. */
export const panelOf = (name: string, selected: string) => ({ id: panelId(name), role: 'tabpanel', 'aria-labelledby': tabId(name, selected) }) as const;

export function Tabs({ name, label, items, selected, onSelect, className, tabClass }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const open = items.filter((item) => !item.disabled);
    const at = open.findIndex((item) => item.id === selected);
    const next = Number.isFinite(step) ? open[(at + step + open.length) % open.length] : step < 0 ? open[0] : open[open.length - 1];
    if (!next) return;
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(tabId(name, next.id))}`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className={className} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.id}
          id={tabId(name, item.id)}
          type="button"
          role="tab"
          className={tabClass}
          aria-selected={item.id === selected}
          aria-controls={panelId(name)}
          tabIndex={item.id === selected ? 0 : -1}
          disabled={item.disabled}
          onClick={() => onSelect(item.id)}
        >
          {item.label}
          {item.remark && <span className="unseen">, {item.remark}</span>}
        </button>
      ))}
    </div>
  );
}
