// While something is being loaded or set up: one line, and a page that is whole for a screen reader.

export function Waiting({ words }: { words: string }) {
  return (
    <main className="waiting">
      <h1 className="unseen">Undestroy</h1>
      <p role="status">{words}</p>
    </main>
  );
}
