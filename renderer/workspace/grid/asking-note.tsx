/** What a question is doing: asked for so long, or waiting for its turn until then. */
import { useEffect, useState, type ReactNode } from 'react';
import { useWords, words } from '#renderer/workspace/language/words.ts';

const askingWords = words(
  {
    asking: (seconds: number): string => (seconds < 1 ? '查询中…' : `查询中… ${seconds} 秒`),
    waiting: (seconds: number): string => `柜台限制频率，${seconds} 秒后继续`,
  },
  {
    asking: (seconds: number): string => (seconds < 1 ? 'Asking…' : `Asking… ${seconds} s`),
    waiting: (seconds: number): string => `The broker’s rate limit: goes on in ${seconds} s`,
  },
);

const TICK_MS = 250;

/** @param since UTC ms when it was asked; @param until UTC ms until when it waits, null while it does not */
export function AskingNote({ since, until }: { readonly since: number; readonly until: number | null }): ReactNode {
  const w = useWords(askingWords);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const waits = until !== null && until > now;
  return (
    <span className={`bar-figure ${waits ? 'tone-warning' : 'bar-label'}`} role="status" data-testid="asking" data-waits={waits}>
      {waits ? w.waiting(Math.ceil((until - now) / 1_000)) : w.asking(Math.max(0, Math.floor((now - since) / 1_000)))}
    </span>
  );
}
