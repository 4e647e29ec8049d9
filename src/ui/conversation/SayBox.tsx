// Words to the agent.
import { CornerDownLeft } from 'lucide-react';
import { useState } from 'react';
import styles from './conversation.module.css';

export function SayBox({ past, onSay }: { past: boolean; onSay: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      className={styles.say}
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        onSay(text.trim());
        setText('');
      }}
    >
      <input
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={past ? 'Say something here: another evening begins' : 'Say something to the agent'}
        aria-label="Say something to the agent"
        autoComplete="off"
        enterKeyHint="send"
      />
      <button type="submit" aria-label="Say it" disabled={!text.trim()}>
        <CornerDownLeft size={16} aria-hidden />
      </button>
    </form>
  );
}
