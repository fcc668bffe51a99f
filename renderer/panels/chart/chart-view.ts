/** The K-line chart on its canvas: bars, volume, averages, axis in the exchange's time and the instrument's prices. */
import {
  CandlestickSeries, createChart, CrosshairMode, HistogramSeries, LineSeries, TickMarkType,
  type IChartApi, type ISeriesApi, type Time, type UTCTimestamp,
} from 'lightweight-charts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { formatPrice, priceOf, roundToTick, ticksOf, type Ticks } from '#shared/price.ts';
import { averageAt, averages, AVERAGES, axisTime, hasFallen, indexAt, isDaily } from './chart-model.ts';
import { chartOptions, readColours, type ChartColours } from './chart-theme.ts';
import { wallClock } from './exchange-time.ts';

/** Bars in view when a series is opened. */
const FIRST_VIEW = 120;

/** Share of the height that volume takes. */
const PRICE_STRETCH = 4;

export interface ChartViewEvents {
  /** The bar under the crosshair, or null when the mouse is elsewhere. */
  onCrosshair(index: number | null): void;
  /** The view came near the first bar. `barsBefore`: how many are left of it. */
  onRange(barsBefore: number): void;
  /** After each drawing: prices may have other heights now. */
  onDrawn(): void;
}

export class ChartView {
  readonly chart: IChartApi;
  readonly series: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #averages: readonly ISeriesApi<'Line'>[];
  readonly #instrument: Instrument;
  readonly #period: Period;
  readonly #host: HTMLElement;
  #bars: readonly Candle[] = [];
  colours: ChartColours;

  constructor(host: HTMLElement, instrument: Instrument, period: Period, events: ChartViewEvents) {
    this.#host = host;
    this.#instrument = instrument;
    this.#period = period;
    this.colours = readColours(document.documentElement);
    const daily = isDaily(period);
    this.chart = createChart(host, {
      autoSize: true,
      crosshair: { mode: CrosshairMode.Normal },
      localization: {
        timeFormatter: (time: Time) => wallClock(Number(time) * 1000, daily),
        priceFormatter: (price: number) => this.priceText(price),
      },
      timeScale: {
        timeVisible: !daily,
        secondsVisible: false,
        rightOffset: 4,
        minBarSpacing: 1,
        fixLeftEdge: true,
        tickMarkFormatter: (time: Time, type: TickMarkType) => markText(Number(time) * 1000, type),
      },
      rightPriceScale: { minimumWidth: 64 },
      handleScale: { axisDoubleClickReset: true },
    });
    const minMove = priceOf(instrument, 1);
    this.series = this.chart.addSeries(CandlestickSeries, {
      priceFormat: { type: 'custom', minMove, formatter: (price: number) => this.priceText(price) },
    });
    this.#averages = AVERAGES.map(() =>
      this.chart.addSeries(LineSeries, {
        lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false,
        priceFormat: { type: 'custom', minMove, formatter: (price: number) => this.priceText(price) },
      }),
    );
    this.#volume = this.chart.addSeries(HistogramSeries, { priceFormat: { type: 'custom', minMove: 1, formatter: volumeText }, priceLineVisible: false, lastValueVisible: false }, 1);
    const [prices, volumes] = this.chart.panes();
    prices.setStretchFactor(PRICE_STRETCH);
    volumes.setStretchFactor(1);
    this.applyTheme();
    this.series.attachPrimitive({ updateAllViews: () => events.onDrawn() });
    this.chart.subscribeCrosshairMove((move) => {
      const index = move.time === undefined ? -1 : indexAt(this.#bars, Number(move.time), period, instrument.timeZone);
      events.onCrosshair(index < 0 ? null : index);
    });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range) events.onRange(range.from);
    });
  }

  close(): void {
    this.chart.remove();
  }

  priceText(price: number): string {
    return formatPrice(this.#instrument, ticksOf(this.#instrument, price));
  }

  applyTheme(): void {
    const c = (this.colours = readColours(document.documentElement));
    this.chart.applyOptions(chartOptions(c, getComputedStyle(this.#host).fontFamily));
    this.series.applyOptions({ upColor: c.up, downColor: c.down, borderUpColor: c.up, borderDownColor: c.down, wickUpColor: c.up, wickDownColor: c.down });
    this.#averages.forEach((line, i) => line.applyOptions({ color: c.averages[i] }));
    this.#volume.setData(this.#bars.map((bar) => this.#volumeOf(bar)));
  }

  /** Draws all bars anew. `keepView`: what is in sight stays in sight, wherever bars were added. */
  setBars(bars: readonly Candle[], keepView: boolean): void {
    const scale = this.chart.timeScale();
    const range = keepView ? scale.getVisibleLogicalRange() : null;
    const shift = bars.length - this.#bars.length;
    const addedInFront = range && this.#bars.length > 0 && bars[0]?.time < this.#bars[0].time ? shift : 0;
    this.#bars = bars;
    this.series.setData(bars.map((bar) => this.#priceOf(bar)));
    this.#volume.setData(bars.map((bar) => this.#volumeOf(bar)));
    this.#averages.forEach((line, i) => {
      const means = averages(bars, AVERAGES[i]);
      line.setData(means.flatMap((mean, at) => (Number.isNaN(mean) ? [] : [{ time: this.#timeOf(bars[at]), value: this.#decimal(mean) }])));
    });
    if (range) scale.setVisibleLogicalRange({ from: range.from + addedInFront, to: range.to + addedInFront });
    else if (bars.length > 0) scale.setVisibleLogicalRange({ from: bars.length - FIRST_VIEW, to: bars.length + 4 });
  }

  /** Draws the bars from index `from` on. */
  updateBars(bars: readonly Candle[], from: number): void {
    this.#bars = bars;
    for (let i = from; i < bars.length; i++) {
      this.series.update(this.#priceOf(bars[i]));
      this.#volume.update(this.#volumeOf(bars[i]));
      this.#averages.forEach((line, at) => {
        const mean = averageAt(bars, i, AVERAGES[at]);
        if (!Number.isNaN(mean)) line.update({ time: this.#timeOf(bars[i]), value: this.#decimal(mean) });
      });
    }
  }

  scrollToNewest(): void {
    this.chart.timeScale().scrollToRealTime();
  }

  /** The valid price nearest to a height in the price pane; null outside of it. */
  priceAt(y: number): Ticks | null {
    const { height } = this.chart.paneSize(0);
    const price = y < 0 || y > height ? null : this.series.coordinateToPrice(y);
    return price === null ? null : roundToTick(this.#instrument, ticksOf(this.#instrument, price), 'nearest');
  }

  /** Height of a price in the price pane, in pixels from its top; null when it is out of sight. */
  heightOf(price: Ticks): number | null {
    const y = this.series.priceToCoordinate(this.#decimal(price));
    return y === null || y < 0 || y > this.chart.paneSize(0).height ? null : y;
  }

  /** A price in ticks (or a mean of such) as the axis has it. */
  #decimal(ticks: number): number {
    return Number.isInteger(ticks) ? priceOf(this.#instrument, ticks) : ticks * this.#instrument.tickSize;
  }

  #timeOf(bar: Candle): UTCTimestamp {
    return axisTime(bar, this.#period, this.#instrument.timeZone) as UTCTimestamp;
  }

  #priceOf(bar: Candle) {
    return { time: this.#timeOf(bar), open: this.#decimal(bar.open), high: this.#decimal(bar.high), low: this.#decimal(bar.low), close: this.#decimal(bar.close) };
  }

  #volumeOf(bar: Candle) {
    return { time: this.#timeOf(bar), value: bar.volume, color: hasFallen(bar) ? this.colours.downVolume : this.colours.upVolume };
  }
}

/** Contracts or shares on a narrow axis. */
function volumeText(volume: number): string {
  if (Math.abs(volume) < 10_000) return String(Math.round(volume));
  return volume < 10_000_000 ? `${Math.round(volume / 1000)}K` : `${Math.round(volume / 1_000_000)}M`;
}

/** Axis marks in figures only, so that they need no language. */
function markText(time: number, type: TickMarkType): string {
  const text = new Date(time).toISOString();
  if (type === TickMarkType.Year) return text.slice(0, 4);
  if (type === TickMarkType.Month) return text.slice(0, 7);
  if (type === TickMarkType.DayOfMonth) return text.slice(5, 10);
  return text.slice(11, 16);
}
