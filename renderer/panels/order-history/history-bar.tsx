/** The line above a history: filters, the count, and the way out to a file. */
import type { ReactNode } from 'react';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { useSelectedInstrument } from '#renderer/state/selection.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { orderHistoryWords } from './order-history-words.ts';
import type { HistoryChoice } from './use-history-filter.ts';

export interface HistoryBarProps {
  readonly choice: HistoryChoice;
  readonly total: number | null;
  readonly children: ReactNode;
}

export function HistoryBar({ choice, total, children }: HistoryBarProps): ReactNode {
  const words = useWords(orderHistoryWords);
  const linked = useSelectedInstrument();
  return (
    <div className="table-panel-bar">
      <select className="bar-select" aria-label={words.account} value={choice.everyAccount ? 'all' : 'one'} onChange={(e) => choice.setEveryAccount(e.target.value === 'all')}>
        <option value="one">{words.thisAccount}</option>
        <option value="all">{words.allAccounts}</option>
      </select>
      <select className="bar-select" aria-label={words.instrument} value={choice.onlyLinked ? 'one' : 'all'} onChange={(e) => choice.setOnlyLinked(e.target.value === 'one')}>
        <option value="all">{words.allInstruments}</option>
        <option value="one">{words.thisInstrument(linked?.code ?? '–')}</option>
      </select>
      {total === null ? null : <span className="bar-label bar-figure">{words.total(formatQuantity(total))}</span>}
      <span className="table-panel-bar-end">{children}</span>
    </div>
  );
}
