/** The filters of a history: account (the one in use, or all) and instrument (all, or the linked one). */
import { useMemo, useState } from 'react';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import type { HistoryFilter } from './order-history-model.ts';

export interface HistoryChoice {
  readonly filter: HistoryFilter;
  readonly everyAccount: boolean;
  readonly setEveryAccount: (all: boolean) => void;
  readonly onlyLinked: boolean;
  readonly setOnlyLinked: (only: boolean) => void;
}

export function useHistoryFilter(): HistoryChoice {
  const selected = useSelectedAccount()?.id;
  const linked = useSettings((s) => s.settings.instrument);
  const [everyAccount, setEveryAccount] = useState(false);
  const [onlyLinked, setOnlyLinked] = useState(false);
  const account = everyAccount ? undefined : selected;
  const instrument = onlyLinked ? linked : undefined;
  const filter = useMemo(() => ({ account, instrument }), [account, instrument]);
  return { filter, everyAccount, setEveryAccount, onlyLinked, setOnlyLinked };
}
