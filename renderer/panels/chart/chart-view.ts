/** The K-line chart on its canvas: bars, volume, averages. */
import { CandlestickSeries, LineSeries, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import { isDaily, type Candle, type Period } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { averageAt, averages, AVERAGES, axisTime, hasFallen, indexAt } from './chart-model.ts';
import { PriceCanvas } from './price-canvas.ts';

/** Bars in view when a series is opened. */
const FIRST_VIEW = 120;

export interface ChartViewEvents {
  /** The bar under the crosshair, or null when the mouse is elsewhere. */
  onCrosshair(index: number | null): void;
  /** The view came near the first bar. `barsBefore`: how many are left of it. */
  onRange(barsBefore: number): void;
  /** After each drawing: prices may have other heights now. */
  onDrawn(): void;
}

export class ChartView extends PriceCanvas {
  readonly series: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #averages: readonly ISeriesApi<'Line'>[];
  readonly #period: Period;
  #bars: readonly Candle[] = [];

  constructor(host: HTMLElement, instrument: Instrument, period: Period, events: ChartViewEvents) {
    super(host, instrument, isDaily(period), {
      timeScale: { rightOffset: 4, minBarSpacing: 1, fixLeftEdge: true },
      handleScale: { axisDoubleClickReset: true },
    });
    this.#period = period;
    const { priceFormat } = this;
    this.series = this.chart.addSeries(CandlestickSeries, { priceFormat });
    this.#averages = AVERAGES.map(() => this.chart.addSeries(LineSeries, { lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false, priceFormat }));
    this.#volume = this.addVolume();
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

  override applyTheme(): void {
    super.applyTheme();
    const c = this.colours;
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
      line.setData(means.flatMap((mean, at) => (Number.isNaN(mean) ? [] : [{ time: this.#timeOf(bars[at]), value: this.decimal(mean) }])));
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
        if (!Number.isNaN(mean)) line.update({ time: this.#timeOf(bars[i]), value: this.decimal(mean) });
      });
    }
  }

  scrollToNewest(): void {
    this.chart.timeScale().scrollToRealTime();
  }

  #timeOf(bar: Candle): UTCTimestamp {
    return axisTime(bar, this.#period, this.instrument.timeZone) as UTCTimestamp;
  }

  #priceOf(bar: Candle) {
    return { time: this.#timeOf(bar), open: this.decimal(bar.open), high: this.decimal(bar.high), low: this.decimal(bar.low), close: this.decimal(bar.close) };
  }

  #volumeOf(bar: Candle) {
    return { time: this.#timeOf(bar), value: bar.volume, color: hasFallen(bar) ? this.colours.downVolume : this.colours.upVolume };
  }
}
