/** What the connected brokers' catalogues have for a typed text, beyond what the terminal lists: asked a moment after the last letter. */
import { useEffect, useState } from 'react';
import type { Answer } from '#shared/contract/commands.ts';
import { client } from '#renderer/client/current.ts';
import { instrumentOf } from './instruments.ts';

export type Found = Answer<'instruments.find'>[number];

const PAUSE_MS = 250;
/** One letter finds half of a market. */
const LEAST_LETTERS = 2;
const MOST = 20;

/** Those of an answer that are not listed here already. Pure but for the list. */
export const unlisted = (found: readonly Found[], isListed: (id: string) => boolean): readonly Found[] => found.filter(({ instrument }) => instrument === null || !isListed(instrument));

const NONE: readonly Found[] = [];

/** The newest answer for `text`; none while there is none for it. What cannot be searched has no answer: the terminal's own list goes on. */
export function useFinder(text: string): readonly Found[] {
  const wanted = text.trim();
  const [answer, setAnswer] = useState<{ readonly text: string; readonly found: readonly Found[] }>({ text: '', found: NONE });
  useEffect(() => {
    if (wanted.length < LEAST_LETTERS || wanted.length > 64) return;
    let ended = false;
    const ask = async (): Promise<void> => {
      const told = await client().ask('instruments.find', { text: wanted, limit: MOST });
      if (!ended && told.ok) setAnswer({ text: wanted, found: unlisted(told.value, (id) => instrumentOf(id) !== undefined) });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return answer.text === wanted ? answer.found : NONE;
}
