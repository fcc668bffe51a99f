/** The statements of an account: the list of days, the one that is chosen, and what it says. */
import { useEffect, useState } from 'react';
import { useSettings } from '#renderer/state/settings.ts';
import { useStatements } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import type { Answer } from '#shared/contract/commands.ts';
import type { StatementHeading } from '#shared/model/statement.ts';
import { withNewest } from './statement-model.ts';

export interface StatementChoice {
  /** Newest first; null until they are there. */
  readonly headings: readonly StatementHeading[] | null;
  /** Number of the one that is shown: the newest until another is chosen. */
  readonly chosen: number | null;
  readonly choose: (number: number) => void;
  /** What the chosen one says; null while it is read. */
  readonly read: Answer<'statement.read'> | null;
}

export function useStatementChoice(account: string | undefined): StatementChoice {
  const language = useSettings((s) => s.settings.language);
  const newest = useStatements((s) => (account === undefined ? undefined : s.byKey.get(account)));
  const [list, setList] = useState<{ readonly account: string; readonly headings: readonly StatementHeading[] } | null>(null);
  const [picked, setPicked] = useState<{ readonly account: string; readonly number: number } | null>(null);
  const [read, setRead] = useState<{ readonly key: string; readonly answer: Answer<'statement.read'> } | null>(null);

  // Asked again after each settlement.
  const listKey = account === undefined ? null : `${newest?.number ?? 0} ${account}`;
  useEffect(() => {
    if (listKey === null) return;
    let ended = false;
    const load = async (of: string): Promise<void> => {
      const answer = await command('statement.list', { account: of });
      if (!ended && answer.ok) setList({ account: of, headings: answer.value });
    };
    void load(listKey.slice(listKey.indexOf(' ') + 1));
    return () => {
      ended = true;
    };
  }, [listKey]);

  const headings = list?.account === account ? withNewest(list?.headings ?? [], newest) : null;
  const chosen = picked?.account === account && headings?.some(({ number }) => number === picked?.number) ? (picked?.number ?? null) : (headings?.at(0)?.number ?? null);
  const key = account === undefined || chosen === null ? null : `${account}/${chosen}/${language}`;
  useEffect(() => {
    if (key === null || account === undefined || chosen === null) return;
    let ended = false;
    const load = async (): Promise<void> => {
      const answer = await command('statement.read', { account, number: chosen, language });
      if (!ended && answer.ok) setRead({ key, answer: answer.value });
    };
    void load();
    return () => {
      ended = true;
    };
  }, [key, account, chosen, language]);

  return {
    headings,
    chosen,
    choose: (number) => account !== undefined && setPicked({ account, number }),
    read: read !== null && read.key === key ? read.answer : null,
  };
}
