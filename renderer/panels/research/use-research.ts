/** One question at a time to a connection's research, at its broker's pace, with the way back to the ones before. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { askPatiently } from '#renderer/workspace/commands/ask-patiently.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import type { Ask } from '#shared/contract/commands.ts';
import type { ResearchAnswer } from '#shared/model/research.ts';
import type { Fault } from '#shared/result.ts';
import { tableOf, type ResearchTable } from './research-answer.ts';

export type Question = Ask<'research.ask'>['question'];

export interface Asked {
  readonly connection: string;
  readonly question: Question;
}

interface Told {
  readonly asked: Asked;
  readonly table: ResearchTable | null;
  readonly fault: Fault | null;
}

export interface ResearchDesk {
  /** The last question that was answered or is being asked; null: none yet. */
  readonly told: Told | null;
  readonly running: { readonly since: number; readonly until: number | null } | null;
  /** Whether there is an answer to go back to. */
  readonly canBack: boolean;
  /** @param follows a question that came out of the answer on screen: the way back leads there */
  readonly ask: (asked: Asked, follows?: boolean) => void;
  readonly stop: () => void;
  readonly back: () => void;
}

const MOST_BACK = 20;

export function useResearch(): ResearchDesk {
  const [told, setTold] = useState<Told | null>(null);
  const [before, setBefore] = useState<readonly Told[]>([]);
  const [running, setRunning] = useState<ResearchDesk['running']>(null);
  const turn = useRef(0);
  const shown = useRef<Told | null>(null);
  useEffect(() => () => void turn.current++, []);

  const show = useCallback((next: Told | null) => {
    shown.current = next;
    setTold(next);
  }, []);
  const stop = useCallback(() => {
    turn.current++;
    setRunning(null);
  }, []);

  const ask = useCallback(
    (asked: Asked, follows = false) => {
      const mine = ++turn.current;
      const isOver = (): boolean => turn.current !== mine;
      const from = shown.current;
      setBefore((list) => (follows && from?.table ? [...list, from].slice(-MOST_BACK) : []));
      show({ asked, table: null, fault: null });
      setRunning({ since: Date.now(), until: null });
      const run = async (): Promise<void> => {
        const answer = await askPatiently<ResearchAnswer>(() => command('research.ask', asked, true), { onWait: (until) => !isOver() && setRunning((now) => now && { ...now, until }), isOver });
        if (isOver()) return;
        setRunning(null);
        show(answer.ok ? { asked, table: tableOf(answer.value), fault: null } : { asked, table: null, fault: answer.fault });
      };
      void run();
    },
    [show],
  );

  const back = useCallback(() => {
    stop();
    const last = before.at(-1);
    if (!last) return;
    setBefore(before.slice(0, -1));
    show(last);
  }, [before, show, stop]);

  return { told, running, canBack: before.length > 0, ask, stop, back };
}
