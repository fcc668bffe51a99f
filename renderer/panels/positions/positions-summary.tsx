/** Results of the account in use, by currency, live: written into the page in the market's own animation frame. Can stand anywhere. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { markOf, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { formatMoney } from '#shared/price.ts';
import { formatResult, toneOfSign } from '#renderer/workspace/grid/figures.ts';
import { totalsOf, type PositionRow, type Total } from './positions-model.ts';
import { positionsWords } from './positions-words.ts';
import { usePositionRows } from './use-position-rows.ts';
import './positions-panel.css';

/** The mark of an instrument as the screen has it now; NaN where there is none. */
function currentMark(instrument: string): number {
  const { market } = client();
  const slot = market.slotOf(instrument);
  return slot === undefined ? NaN : markOf(market.quotes, slot * QUOTE_WIDTH);
}

/** Writes a text and its colour where they changed. */
function write(element: Element | null | undefined, text: string, tone: string): void {
  if (!element || element.textContent === text) return;
  element.textContent = text;
  element.className = `bar-figure summary-figure${tone === '' ? '' : ` tone-${tone}`}`;
}

function paint(root: HTMLElement | null, totals: readonly Total[], unpriced: (count: number) => string): void {
  for (const total of totals) {
    const line = root?.querySelector(`[data-currency="${total.currency}"]`);
    write(line?.querySelector('[data-figure="unrealised"]'), formatResult(total.unrealised), toneOfSign(total.unrealised));
    write(line?.querySelector('[data-figure="net"]'), formatResult(total.net), toneOfSign(total.net));
    const missing = line?.querySelector('[data-figure="unpriced"]');
    const sentence = total.unpriced > 0 ? unpriced(total.unpriced) : '';
    if (missing && missing.textContent !== sentence) missing.textContent = sentence;
  }
}

export function PositionsSummary(): ReactNode {
  const { rows, quotes } = usePositionRows();
  const words = useWords(positionsWords);
  const root = useRef<HTMLDivElement>(null);
  const latest = useRef<readonly PositionRow[]>(rows);
  const owner = useId();
  const totals = totalsOf(rows, currentMark);

  useEffect(() => {
    latest.current = rows;
    paint(root.current, totalsOf(rows, currentMark), words.unpriced);
  });
  useEffect(() => {
    const { market } = client();
    market.look(`positions-summary${owner}`, { quotes });
    return () => market.look(`positions-summary${owner}`, {});
  }, [quotes, owner]);
  useEffect(() => {
    const { market } = client();
    return market.onPaint((dirty) => {
      const touched = latest.current.some((row) => dirty.has(market.slotOf(row.position.instrument) ?? -1));
      if (touched) paint(root.current, totalsOf(latest.current, currentMark), words.unpriced);
    });
  }, [words]);

  return (
    <div ref={root} className="positions-summary" role="group" aria-label={words.total}>
      {totals.map((total) => (
        <span key={total.currency} className="summary-line" data-currency={total.currency}>
          <span className="bar-label">{total.currency}</span>
          <span className="bar-label">{words.unrealised}</span>
          <span data-figure="unrealised" className="bar-figure summary-figure" />
          <span className="bar-label">{words.realised}</span>
          <span className={`bar-figure summary-figure tone-${toneOfSign(total.realised)}`}>{formatResult(total.realised)}</span>
          <span className="bar-label">{words.fees}</span>
          <span className="bar-figure">{formatMoney(total.fees)}</span>
          <span className="bar-label" title={words.netTitle}>{words.net}</span>
          <span data-figure="net" className="bar-figure summary-figure" />
          <span className="bar-label">{words.margin}</span>
          <span className="bar-figure">{formatMoney(total.margin)}</span>
          <span data-figure="unpriced" className="tone-warning" />
        </span>
      ))}
    </div>
  );
}
