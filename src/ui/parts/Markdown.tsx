// Markdown of a case as safe HTML: micromark escapes raw HTML and refuses dangerous links; links leave in a new tab.
import { micromark } from 'micromark';
import { memo } from 'react';
import styles from './markdown.module.css';

const cache = new Map<string, string>();

/** Safe by micromark's defaults (no raw HTML, no `javascript:`); images are dropped, because nothing here loads from elsewhere. */
export function toHtml(markdown: string): string {
  const known = cache.get(markdown);
  if (known !== undefined) return known;
  const html = micromark(markdown)
    .replace(/<img\b[^>]*>/g, (tag) => /alt="([^"]*)"/.exec(tag)?.[1] ?? '')
    .replace(/<a href="(https?:[^"]*)"/g, '<a target="_blank" rel="noreferrer noopener" href="$1"');
  if (cache.size > 500) cache.clear();
  cache.set(markdown, html);
  return html;
}

export const Markdown = memo(function Markdown({ text, className }: { text: string; className?: string | undefined }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the text went through micromark, which lets no HTML pass
  return <div className={`${styles.markdown} ${className ?? ''}`} dangerouslySetInnerHTML={{ __html: toHtml(text) }} />;
});
