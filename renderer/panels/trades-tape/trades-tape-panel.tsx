/** Time and sales of the linked instrument, newest first. */
import { ScrollText } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { client } from '#renderer/client/current.ts';
import { useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { TapeRows } from './tape-rows.ts';
import { bigSize, RECENT_PRINTS, Tape, TAPE_ROW_PX } from './trades-tape-model.ts';
import { tapeTitle, tapeWords } from './trades-tape-words.ts';
import './trades-tape-panel.css';

/** A print moves every row: no eye follows more than twenty redraws a second, and each costs the layout of the whole panel. */
const PAINT_EVERY_MS = 50;
const BIG_EVERY_MS = 1000;

/** Keeps the rows in step with the tape of an instrument until the returned function is called. */
function runTape(host: HTMLElement, instrument: Instrument, rowHeight: number, onPaused: (fresh: number | null) => void): () => void {
  const { market } = client();
  const rows = new TapeRows(host);
  const tape = new Tape();
  host.style.setProperty('--tape-row-px', `${rowHeight}px`);
  let big = Infinity;
  let bigAt = 0;
  let hovered = false;
  let back = 0;
  /** Prints pushed when the reader began to look: they stay under the mouse while newer ones are counted. */
  let heldAt: number | null = null;
  let frame = 0;
  let paintedAt = 0;
  /** A redraw that waits for its time. */
  let due: ReturnType<typeof setTimeout> | null = null;

  const paint = (): void => {
    const slot = market.slotOf(instrument.id);
    if (slot === undefined) return;
    const ring = market.tape(slot);
    tape.follow(ring);
    const now = performance.now();
    paintedAt = now;
    if (now - bigAt > BIG_EVERY_MS) {
      bigAt = now;
      big = bigSize(tape, ring);
    }
    const holding = hovered || back > 0;
    if (!holding) heldAt = null;
    else heldAt ??= ring.pushed;
    const fresh = heldAt === null ? 0 : Math.max(0, ring.pushed - heldAt);
    back = Math.min(back, Math.max(0, tape.count(ring) - fresh - rows.length));
    rows.paint(instrument, tape, ring, fresh + back, big);
    host.dataset['stale'] = String(market.quotes[slot * QUOTE_WIDTH + QUOTE.stale] === 1);
    host.dataset['empty'] = String(tape.count(ring) === 0);
    onPaused(heldAt === null ? null : fresh);
  };
  const paintSoon = (): void => {
    if (due !== null) clearTimeout(due);
    due = null;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  };
  const onEnter = (): void => {
    hovered = true;
    paintSoon();
  };
  const onLeave = (): void => {
    hovered = false;
    back = 0;
    paintSoon();
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    back = Math.max(0, back + Math.sign(event.deltaY) * 3);
    paintSoon();
  };
  host.addEventListener('mouseenter', onEnter);
  host.addEventListener('mouseleave', onLeave);
  host.addEventListener('wheel', onWheel, { passive: false });

  const sizes = new ResizeObserver(() => {
    rows.resize(Math.max(0, Math.floor(host.clientHeight / rowHeight)));
    paintSoon();
  });
  sizes.observe(host);

  const offPaint = market.onPaint((dirty) => {
    const slot = market.slotOf(instrument.id);
    if (slot === undefined || !dirty.has(slot) || due !== null) return;
    const wait = paintedAt + PAINT_EVERY_MS - performance.now();
    if (wait <= 0) paint();
    else due = setTimeout(paintSoon, wait);
  });
  const owner = `trades-tape:${instrument.id}`;
  market.look(owner, { trades: [instrument.id], quotes: [instrument.id] });
  let ended = false;
  const fill = async (): Promise<void> => {
    const answer = await client().ask('trades.recent', { instrument: instrument.id, limit: RECENT_PRINTS });
    if (ended || !answer.ok) return;
    tape.seed(answer.value);
    bigAt = 0;
    paintSoon();
  };
  void fill();
  return () => {
    ended = true;
    cancelAnimationFrame(frame);
    if (due !== null) clearTimeout(due);
    offPaint();
    sizes.disconnect();
    market.look(owner, {});
    host.removeEventListener('mouseenter', onEnter);
    host.removeEventListener('mouseleave', onLeave);
    host.removeEventListener('wheel', onWheel);
    host.replaceChildren();
  };
}

function TradesTape() {
  const w = useWords(tapeWords);
  const instrument = useSelectedInstrument();
  const density = useSettings((s) => s.settings.density);
  const host = useRef<HTMLDivElement>(null);
  const status = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const at = host.current;
    if (!at || !instrument) return;
    let shown: string | null = null;
    return runTape(at, instrument, TAPE_ROW_PX[density], (fresh) => {
      const text = fresh === null ? w.hint : w.paused(fresh);
      if (text === shown || !status.current) return;
      shown = text;
      status.current.textContent = text;
      status.current.dataset['paused'] = String(fresh !== null);
    });
  }, [instrument, w, density]);

  return (
    <section className="tape" aria-label={instrument?.code}>
      <div className="tape-head">
        <span className="tape-time">{w.time}</span>
        <span className="tape-arrow" />
        <span className="tape-price">{w.price}</span>
        <span className="tape-size">{w.size}</span>
      </div>
      <div className="tape-rows" ref={host} data-empty="true" data-message={instrument ? w.empty : w.noInstrument} data-testid="tape-rows" />
      <div className="tape-foot">
        <span ref={status} data-paused="false">
          {w.hint}
        </span>
      </div>
    </section>
  );
}

export const tradesTapePanel: PanelDefinition = { id: 'trades-tape', title: tapeTitle, icon: ScrollText, component: TradesTape };
