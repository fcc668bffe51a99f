/** K-line chart of the linked instrument, with volume, averages, and lines that orders can be dragged by. */
import { ChartCandlestick, ChevronsRight } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useEffect, useRef, useState, type MouseEvent as ReactMouseEvent, type RefObject } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import { PERIODS, type Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { formatPrice, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { parseQuantity } from '#renderer/panels/order-entry/quantity.ts';
import { useArming } from '#renderer/state/arming.ts';
import { notify } from '#renderer/state/notices.ts';
import { reminderEditor } from '#renderer/state/reminder-editor.ts';
import { selectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { recallPanel, rememberPanel, useSettings } from '#renderer/state/settings.ts';
import { prefillTicket, quantityText, useTicket } from '#renderer/state/ticket.ts';
import { useOrders, usePositions, useReminders } from '#renderer/state/topics.ts';
import { cancelOrder, moveOrder, placeOrder, quickOrder } from '#renderer/workspace/commands/order-commands.ts';
import { currentTradingFault, useTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { CandleFeed } from './candle-feed.ts';
import { ChartLines, linedOrders } from './chart-lines.ts';
import { MARGIN_BARS, priceReminders } from './chart-model.ts';
import { ChartReadOut, type ReadOutHandle } from './chart-read-out.tsx';
import { onThemeChange } from './chart-theme.ts';
import { ChartView } from './chart-view.ts';
import { chartTitle, chartWords, type ChartWords } from './chart-words.ts';
import './chart-panel.css';

const PANEL = 'chart';

type Filling = 'loading' | 'empty' | 'there' | Fault;

interface RunningChart {
  readonly view: ChartView;
  /** Loads the bars again. */
  retry(): void;
  close(): void;
}

/** Builds the chart of one series in its places on the page and keeps it live until closed. */
function runChart(
  places: { readonly canvas: HTMLElement; readonly layer: HTMLElement },
  instrument: Instrument,
  period: Period,
  words: ChartWords,
  readOut: RefObject<ReadOutHandle | null>,
  onFilling: (filling: Filling) => void,
): RunningChart {
  let hovered: number | null = null;
  let placing = 0;
  const read = (): void => readOut.current?.show(feed.bars, hovered ?? feed.bars.length - 1);
  const view = new ChartView(places.canvas, instrument, period, {
    onCrosshair: (index) => {
      hovered = index;
      read();
    },
    onRange: (barsBefore) => {
      if (barsBefore < MARGIN_BARS) void feed.loadOlder();
    },
    onDrawn: () => {
      cancelAnimationFrame(placing);
      placing = requestAnimationFrame(() => lines.place());
    },
  });
  const lines = new ChartLines(places.layer, view, instrument, words, {
    onMove: (order, price) => {
      const fault = currentTradingFault();
      if (fault) notify('error', fault);
      else void moveOrder(order, price);
    },
    onCancel: (order) => void cancelOrder(order),
  });
  const feed: CandleFeed = new CandleFeed(instrument.id, period, {
    onBars: (bars, reason) => {
      hovered = reason === 'loaded' ? null : hovered;
      view.setBars(bars, reason !== 'loaded');
      onFilling(bars.length === 0 ? 'empty' : 'there');
      read();
    },
    onLive: (bars, from) => {
      view.updateBars(bars, from);
      onFilling('there');
      read();
    },
    onFault: onFilling,
  });
  const showLines = (): void => {
    const account = selectedAccount()?.id ?? '';
    lines.show({
      orders: linedOrders(useOrders.getState().items, account, instrument.id),
      positions: usePositions.getState().items.filter((p) => p.account === account && p.instrument === instrument.id && p.today + p.yesterday > 0),
      reminders: priceReminders(useReminders.getState().items, instrument),
    });
  };
  const { market } = client();
  const owner = `chart:${instrument.id}`;
  market.look(owner, { quotes: [instrument.id] });
  const showStale = (): void => {
    const slot = market.slotOf(instrument.id);
    places.canvas.dataset['stale'] = String(slot !== undefined && market.quotes[slot * QUOTE_WIDTH + QUOTE.stale] === 1);
  };
  let linesDue = 0;
  const showLinesSoon = (): void => {
    cancelAnimationFrame(linesDue);
    linesDue = requestAnimationFrame(showLines);
  };
  showLines();
  const ends = [
    useOrders.subscribe(showLinesSoon),
    usePositions.subscribe(showLinesSoon),
    useReminders.subscribe(showLinesSoon),
    useSettings.subscribe((now, before) => now.settings.account !== before.settings.account && showLinesSoon()),
    market.onPaint(showStale),
    () => market.look(owner, {}),
    onThemeChange(document.documentElement, () => {
      view.applyTheme();
      lines.repaint();
    }),
  ];
  return {
    view,
    retry: () => {
      onFilling('loading');
      feed.reload();
    },
    close: () => {
      cancelAnimationFrame(placing);
      cancelAnimationFrame(linesDue);
      for (const end of ends) end();
      feed.close();
      lines.close();
      view.close();
    },
  };
}

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

function ChartOf({ instrument, period }: { readonly instrument: Instrument; readonly period: Period }) {
  const w = useWords(chartWords);
  const language = useSettings((s) => s.settings.language);
  const canvas = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const readOut = useRef<ReadOutHandle>(null);
  const running = useRef<RunningChart | null>(null);
  const [filling, setFilling] = useState<Filling>('loading');
  const [pointed, setPointed] = useState<Ticks | null>(null);

  useEffect(() => {
    if (!canvas.current || !layer.current) return;
    const chart = runChart({ canvas: canvas.current, layer: layer.current }, instrument, period, w, readOut, setFilling);
    running.current = chart;
    return () => {
      running.current = null;
      chart.close();
      setFilling('loading');
    };
  }, [instrument, period, w]);

  const priceUnder = (event: ReactMouseEvent): Ticks | null =>
    canvas.current && running.current ? running.current.view.priceAt(event.clientY - canvas.current.getBoundingClientRect().top) : null;

  return (
    <>
      <ChartReadOut instrument={instrument} period={period} words={w} handle={readOut} />
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
                {typeof filling !== 'string' && (
                  <button type="button" onClick={() => running.current?.retry()}>
                    {w.retry}
                  </button>
                )}
              </div>
            )}
            <button type="button" className="chart-newest" title={w.newest} aria-label={w.newest} onClick={() => running.current?.view.scrollToNewest()}>
              <ChevronsRight size={14} />
            </button>
          </div>
        </ContextMenu.Trigger>
        {pointed !== null && <PriceMenu instrument={instrument} price={pointed} words={w} />}
      </ContextMenu.Root>
    </>
  );
}

const isPeriod = (value: unknown): value is Period => PERIODS.some((p) => p === value);

function Chart() {
  const w = useWords(chartWords);
  const language = useSettings((s) => s.settings.language);
  const instrument = useSelectedInstrument();
  const [period, setPeriod] = useState<Period>(() => {
    const kept = recallPanel<{ period?: unknown }>(PANEL)?.period;
    return isPeriod(kept) ? kept : '1m';
  });
  if (!instrument) return <div className="chart-none">{w.noInstrument}</div>;
  const choose = (next: Period): void => {
    setPeriod(next);
    rememberPanel(PANEL, { period: next });
  };
  return (
    <section className="chart" aria-label={`${chartTitle[language]} ${instrument.code}`}>
      <header className="chart-head">
        <b>{instrument.code}</b>
        <span className="chart-name">{instrument.name[language]}</span>
        {w.origin[instrument.origin] && <span className="chart-origin">{w.origin[instrument.origin]}</span>}
        <div className="chart-periods" role="group" aria-label={w.periodLabel}>
          {PERIODS.map((p) => (
            <button key={p} type="button" aria-pressed={p === period} onClick={() => choose(p)}>
              {w.periods[p]}
            </button>
          ))}
        </div>
      </header>
      <ChartOf instrument={instrument} period={period} />
    </section>
  );
}

export const chartPanel: PanelDefinition = { id: PANEL, title: chartTitle, icon: ChartCandlestick, component: Chart };
