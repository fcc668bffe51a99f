/** Chart of the linked instrument: bars with volume and averages or the time-share of the day, and lines that orders can be dragged by. */
import { ChartCandlestick, ChevronsRight } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useEffect, useRef, useState, type MouseEvent as ReactMouseEvent } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import { ADJUSTMENTS, PERIODS, type Adjustment, type Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import { formatPrice, type Ticks } from '#shared/price.ts';
import { parseQuantity } from '#renderer/panels/order-entry/quantity.ts';
import { useArming } from '#renderer/state/arming.ts';
import { notify } from '#renderer/state/notices.ts';
import { reminderEditor } from '#renderer/state/reminder-editor.ts';
import { selectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { recallPanel, rememberPanel, useSettings } from '#renderer/state/settings.ts';
import { prefillTicket, quantityText, useTicket } from '#renderer/state/ticket.ts';
import { placeOrder, quickOrder } from '#renderer/workspace/commands/order-commands.ts';
import { currentTradingFault, useTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { ChartReadOut, TimeShareReadOut, type ReadOutHandle, type TimeShareReadOutHandle } from './chart-read-out.tsx';
import { chartTitle, chartWords, type ChartWords } from './chart-words.ts';
import { runCandles, runTimeShare, type Filling, type RunningChart } from './running-chart.ts';
import './chart-panel.css';

const PANEL = 'chart';

/** Places a limit order from the chart; refused in words while it cannot be sent. */
function placeAt(instrument: Instrument, side: Side, price: Ticks): void {
  const account = selectedAccount();
  const fault = currentTradingFault();
  const quantity = parseQuantity(instrument, quantityText(useTicket.getState(), instrument), side);
  if (fault || !account) return fault ? notify('error', fault) : undefined;
  if (!quantity.ok) return notify('error', quantity.fault);
  void placeOrder(quickOrder(account.id, instrument.id, side, price, quantity.value, 'chart'));
}

function PriceMenu({ instrument, price, words: w }: { readonly instrument: Instrument; readonly price: Ticks; readonly words: ChartWords }) {
  const armed = useArming((s) => s.armed);
  const fault = useTradingFault();
  const quantity = useTicket((s) => quantityText(s, instrument));
  const text = formatPrice(instrument, price);
  const canSend = armed && fault === null;
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content className="chart-menu">
        <ContextMenu.Item onSelect={() => reminderEditor.open(instrument.id, price)}>{w.remindAt(text)}</ContextMenu.Item>
        <ContextMenu.Item onSelect={() => prefillTicket(instrument.id, 'buy', price)}>{w.prefillAt(text)}</ContextMenu.Item>
        <ContextMenu.Separator />
        <ContextMenu.Item className="buy" disabled={!canSend} onSelect={() => placeAt(instrument, 'buy', price)}>
          {w.buyAt(quantity, text)}
        </ContextMenu.Item>
        <ContextMenu.Item className="sell" disabled={!canSend} onSelect={() => placeAt(instrument, 'sell', price)}>
          {w.sellAt(quantity, text)}
        </ContextMenu.Item>
        {!armed && <ContextMenu.Label>{w.notArmed}</ContextMenu.Label>}
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

/** What the panel shows: bars of a period, or the time-share of the day. */
type Mode = Period | 'time-share';

interface Shown {
  readonly mode: Mode;
  /** Of instruments whose history can be adjusted. */
  readonly adjustment: Adjustment;
}

function ChartOf({ instrument, mode, adjustment }: Shown & { readonly instrument: Instrument }) {
  const w = useWords(chartWords);
  const language = useSettings((s) => s.settings.language);
  const canvas = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const readOut = useRef<ReadOutHandle>(null);
  const timeShareReadOut = useRef<TimeShareReadOutHandle>(null);
  const running = useRef<RunningChart | null>(null);
  const [filling, setFilling] = useState<Filling>('loading');
  const [pointed, setPointed] = useState<Ticks | null>(null);

  useEffect(() => {
    if (!canvas.current || !layer.current) return;
    const places = { canvas: canvas.current, layer: layer.current };
    const chart = mode === 'time-share' ? runTimeShare(places, instrument, w, timeShareReadOut, setFilling) : runCandles(places, instrument, mode, adjustment, w, readOut, setFilling);
    running.current = chart;
    return () => {
      running.current = null;
      chart.close();
      setFilling('loading');
    };
  }, [instrument, mode, adjustment, w]);

  const priceUnder = (event: ReactMouseEvent): Ticks | null =>
    canvas.current && running.current ? running.current.priceAt(event.clientY - canvas.current.getBoundingClientRect().top) : null;

  return (
    <>
      {mode === 'time-share' ? <TimeShareReadOut instrument={instrument} words={w} handle={timeShareReadOut} /> : <ChartReadOut instrument={instrument} period={mode} words={w} handle={readOut} />}
      <ContextMenu.Root>
        <ContextMenu.Trigger asChild>
          <div
            className="chart-body"
            onContextMenu={(event) => setPointed(priceUnder(event))}
            onDoubleClick={(event) => {
              const price = priceUnder(event);
              if (price !== null && event.target instanceof HTMLCanvasElement) reminderEditor.open(instrument.id, price);
            }}
          >
            <div className="chart-canvas" ref={canvas} data-testid="chart-canvas" />
            <div className="chart-layer" ref={layer} />
            {filling !== 'there' && (
              <div className="chart-filling" role="status">
                {filling === 'loading' ? w.loading : filling === 'empty' ? w.empty : sentenceOf(filling, language)}
                {filling !== 'loading' && (
                  <button type="button" onClick={() => running.current?.retry()}>
                    {w.retry}
                  </button>
                )}
              </div>
            )}
            {mode !== 'time-share' && (
              <button type="button" className="chart-newest" title={w.newest} aria-label={w.newest} onClick={() => running.current?.toNewest()}>
                <ChevronsRight size={14} />
              </button>
            )}
          </div>
        </ContextMenu.Trigger>
        {pointed !== null && <PriceMenu instrument={instrument} price={pointed} words={w} />}
      </ContextMenu.Root>
    </>
  );
}

const MODES: readonly Mode[] = ['time-share', ...PERIODS];

/** What was shown last; what is not known any more is as at first. */
function recalled(): Shown {
  const kept = recallPanel<{ period?: unknown; adjustment?: unknown }>(PANEL);
  return { mode: MODES.find((mode) => mode === kept?.period) ?? '1m', adjustment: ADJUSTMENTS.find((adjustment) => adjustment === kept?.adjustment) ?? 'forward' };
}

function Chart() {
  const w = useWords(chartWords);
  const language = useSettings((s) => s.settings.language);
  const instrument = useSelectedInstrument();
  const [shown, setShown] = useState(recalled);
  if (!instrument) return <div className="chart-none">{w.noInstrument}</div>;
  const show = (change: Partial<Shown>): void => {
    const next = { ...shown, ...change };
    setShown(next);
    rememberPanel(PANEL, { period: next.mode, adjustment: next.adjustment });
  };
  const adjustable = instrument.adjustable === true;
  return (
    <section className="chart" aria-label={`${chartTitle[language]} ${instrument.code}`}>
      <header className="chart-head">
        <b>{instrument.code}</b>
        <span className="chart-name">{instrument.name[language]}</span>
        {w.origin[instrument.origin] && <span className="chart-origin">{w.origin[instrument.origin]}</span>}
        {adjustable && shown.mode !== 'time-share' && (
          <select className="bar-select chart-adjustment" aria-label={w.adjustmentLabel} title={w.adjustmentLabel} value={shown.adjustment} onChange={(event) => show({ adjustment: event.target.value as Adjustment })}>
            {(['forward', 'backward', 'none'] as const).map((each) => (
              <option key={each} value={each}>
                {w.adjustments[each]}
              </option>
            ))}
          </select>
        )}
        <div className="chart-periods" role="group" aria-label={w.periodLabel}>
          {MODES.map((mode) => (
            <button key={mode} type="button" aria-pressed={mode === shown.mode} onClick={() => show({ mode })}>
              {mode === 'time-share' ? w.timeShare : w.periods[mode]}
            </button>
          ))}
        </div>
      </header>
      <ChartOf instrument={instrument} mode={shown.mode} adjustment={adjustable ? shown.adjustment : 'forward'} />
    </section>
  );
}

export const chartPanel: PanelDefinition = { id: PANEL, title: chartTitle, icon: ChartCandlestick, component: Chart };
