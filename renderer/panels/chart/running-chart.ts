/** A chart that is kept live until it is closed: the K-lines of a period, or the time-share of the day. */
import type { RefObject } from 'react';
import type { Adjustment, Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { notify } from '#renderer/state/notices.ts';
import { selectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useOrders, usePositions, useReminders } from '#renderer/state/topics.ts';
import { cancelOrder, moveOrder } from '#renderer/workspace/commands/order-commands.ts';
import { currentTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { referenceOf } from '#renderer/workspace/grid/figures.ts';
import { CandleFeed } from './candle-feed.ts';
import { ChartLines, linedOrders } from './chart-lines.ts';
import { MARGIN_BARS, priceReminders } from './chart-model.ts';
import type { ReadOutHandle, TimeShareReadOutHandle } from './chart-read-out.tsx';
import { onThemeChange } from './chart-theme.ts';
import { ChartView } from './chart-view.ts';
import type { ChartWords } from './chart-words.ts';
import type { PriceCanvas } from './price-canvas.ts';
import { TimeShareFeed } from './time-share-feed.ts';
import { TimeShareView } from './time-share-view.ts';

export type Filling = 'loading' | 'empty' | 'there' | Fault;

export interface ChartPlaces {
  readonly canvas: HTMLElement;
  readonly layer: HTMLElement;
}

export interface RunningChart {
  /** The valid price nearest to a height of the canvas; null outside the prices. */
  priceAt(y: number): Ticks | null;
  /** The newest bar is in sight again. */
  toNewest(): void;
  /** Loads again. */
  retry(): void;
  close(): void;
}

/** Of what is asked for the last, in the next frame. */
class NextFrame {
  #frame = 0;

  ask(task: () => void): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(task);
  }

  cancel(): void {
    cancelAnimationFrame(this.#frame);
  }
}

/** What both kinds have: lines of orders, positions and reminders, the mark of stale prices, the theme. */
class Marks {
  readonly #lines: ChartLines;
  readonly #ends: (() => void)[];

  constructor({ canvas, layer }: ChartPlaces, view: PriceCanvas, instrument: Instrument, words: ChartWords) {
    this.#lines = new ChartLines(layer, view, instrument, words, {
      onMove: (order, price) => {
        const fault = currentTradingFault();
        if (fault) notify('error', fault);
        else void moveOrder(order, price);
      },
      onCancel: (order) => void cancelOrder(order),
    });
    const show = (): void => {
      const account = selectedAccount()?.id ?? '';
      this.#lines.show({
        orders: linedOrders(useOrders.getState().items, account, instrument.id),
        positions: usePositions.getState().items.filter((p) => p.account === account && p.instrument === instrument.id && p.today + p.yesterday > 0),
        reminders: priceReminders(useReminders.getState().items, instrument),
      });
    };
    const showing = new NextFrame();
    const showSoon = (): void => showing.ask(show);
    const { market } = client();
    const owner = `chart:${instrument.id}`;
    market.look(owner, { quotes: [instrument.id] });
    const showStale = (): void => {
      const slot = market.slotOf(instrument.id);
      canvas.dataset['stale'] = String(slot !== undefined && market.quotes[slot * QUOTE_WIDTH + QUOTE.stale] === 1);
    };
    show();
    this.#ends = [
      useOrders.subscribe(showSoon),
      usePositions.subscribe(showSoon),
      useReminders.subscribe(showSoon),
      useSettings.subscribe((now, before) => now.settings.account !== before.settings.account && showSoon()),
      market.onPaint(showStale),
      () => market.look(owner, {}),
      () => showing.cancel(),
      onThemeChange(document.documentElement, () => {
        view.applyTheme();
        this.#lines.repaint();
      }),
    ];
  }

  /** Prices may have other heights now. */
  place(): void {
    this.#lines.place();
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#lines.close();
  }
}

export function runCandles(
  places: ChartPlaces,
  instrument: Instrument,
  period: Period,
  adjustment: Adjustment,
  words: ChartWords,
  readOut: RefObject<ReadOutHandle | null>,
  onFilling: (filling: Filling) => void,
): RunningChart {
  const placing = new NextFrame();
  let hovered: number | null = null;
  let isEmpty = true;
  const read = (): void => readOut.current?.show(feed.bars, hovered ?? feed.bars.length - 1);
  const view = new ChartView(places.canvas, instrument, period, {
    onCrosshair: (index) => {
      hovered = index;
      read();
    },
    onRange: (barsBefore) => {
      if (barsBefore < MARGIN_BARS) void feed.loadOlder();
    },
    onDrawn: () => placing.ask(() => marks.place()),
  });
  const marks = new Marks(places, view, instrument, words);
  const feed: CandleFeed = new CandleFeed({ instrument: instrument.id, period, adjustment }, {
    onBars: (bars, reason) => {
      hovered = reason === 'loaded' ? null : hovered;
      view.setBars(bars, reason !== 'loaded');
      isEmpty = bars.length === 0;
      onFilling(bars.length === 0 ? 'empty' : 'there');
      read();
    },
    onLive: (bars, from) => {
      // The first bars of all are placed as a page is: there was nothing to be kept in sight.
      if (isEmpty) view.setBars(bars, false);
      else view.updateBars(bars, from);
      isEmpty = false;
      onFilling('there');
      read();
    },
    onFault: onFilling,
  });
  return {
    priceAt: (y) => view.priceAt(y),
    toNewest: () => view.scrollToNewest(),
    retry: () => {
      onFilling('loading');
      feed.reload();
    },
    close: () => {
      placing.cancel();
      marks.close();
      feed.close();
      view.close();
    },
  };
}

export function runTimeShare(places: ChartPlaces, instrument: Instrument, words: ChartWords, readOut: RefObject<TimeShareReadOutHandle | null>, onFilling: (filling: Filling) => void): RunningChart {
  const { market } = client();
  const placing = new NextFrame();
  let hovered: number | null = null;
  let previous = NaN;
  const read = (): void => readOut.current?.show(feed.points, hovered ?? feed.points.length - 1, previous);
  const view = new TimeShareView(places.canvas, instrument, instrument.reference === 'pre-settlement' ? words.previousSettlement : words.previousClose, {
    onCrosshair: (index) => {
      hovered = index;
      read();
    },
    onDrawn: () => placing.ask(() => marks.place()),
  });
  const marks = new Marks(places, view, instrument, words);
  const draw = (): void => {
    view.show(feed.points, previous);
    read();
  };
  const feed: TimeShareFeed = new TimeShareFeed(
    instrument.id,
    (points) => {
      draw();
      onFilling(points.length === 0 ? 'empty' : 'there');
    },
    onFilling,
  );
  const takeReference = (): void => {
    const slot = market.slotOf(instrument.id);
    const reference = slot === undefined ? NaN : referenceOf(instrument, market.quotes, slot * QUOTE_WIDTH);
    if (Object.is(reference, previous)) return;
    previous = reference;
    draw();
  };
  const offPaint = market.onPaint(takeReference);
  takeReference();
  const sizes = new ResizeObserver(() => view.fit());
  sizes.observe(places.canvas);
  return {
    priceAt: (y) => view.priceAt(y),
    toNewest: () => view.fit(),
    retry: () => {
      onFilling('loading');
      feed.reload();
    },
    close: () => {
      placing.cancel();
      offPaint();
      sizes.disconnect();
      marks.close();
      feed.close();
      view.close();
    },
  };
}
