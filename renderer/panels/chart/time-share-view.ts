/** The time-share on its canvas: price and average over the whole width of the trading day, around the previous close, with volume. */
import { LineSeries, LineStyle, type AutoscaleInfo, type IPriceLine, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { axisTime } from './chart-model.ts';
import { PriceCanvas } from './price-canvas.ts';
import { fellAt, minutesOf, rangeAround } from './time-share-model.ts';

export interface TimeShareViewEvents {
  /** The minute under the crosshair as an index into the points, or null where there is none. */
  onCrosshair(index: number | null): void;
  /** After each drawing: prices may have other heights now. */
  onDrawn(): void;
}

export class TimeShareView extends PriceCanvas {
  readonly series: ISeriesApi<'Line'>;
  readonly #average: ISeriesApi<'Line'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #previousTitle: string;
  #previousLine: IPriceLine | null = null;
  #points: readonly TimeSharePoint[] = [];
  /** Axis times of the day's minutes. */
  #minutes: readonly number[] = [];
  #previous = NaN;

  /** @param previousTitle what the line of the previous close is called */
  constructor(host: HTMLElement, instrument: Instrument, previousTitle: string, events: TimeShareViewEvents) {
    super(host, instrument, false, {
      timeScale: { minBarSpacing: 0.1 },
      handleScroll: false,
      handleScale: false,
    });
    this.#previousTitle = previousTitle;
    const { priceFormat } = this;
    this.series = this.chart.addSeries(LineSeries, { lineWidth: 1, priceFormat, autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => this.#scaled(own) });
    this.#average = this.chart.addSeries(LineSeries, { lineWidth: 1, priceFormat, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false });
    this.#volume = this.addVolume();
    this.applyTheme();
    this.series.attachPrimitive({ updateAllViews: () => events.onDrawn() });
    this.chart.subscribeCrosshairMove((move) => {
      const index = move.time === undefined ? -1 : this.#points.findIndex((point) => this.#timeOf(point) === Number(move.time));
      events.onCrosshair(index < 0 ? null : index);
    });
  }

  override applyTheme(): void {
    super.applyTheme();
    const c = this.colours;
    this.series.applyOptions({ color: c.price });
    this.#average.applyOptions({ color: c.averages[0] });
    this.#previousLine?.applyOptions({ color: c.crosshair, axisLabelColor: c.label, axisLabelTextColor: c.text });
    this.#drawVolume();
  }

  /** @param previous close or settlement in ticks; NaN where there is none */
  show(points: readonly TimeSharePoint[], previous: number): void {
    const same = this.#points;
    this.#points = points;
    this.#showPrevious(previous);
    // The last minute alone, or one more inside the day's width, needs no new axis.
    const from = points.findIndex((point, i) => point !== same[i]);
    const known = new Set(this.#minutes);
    if (from >= 0 && from >= same.length - 1 && same.length > 0 && points.every((point, i) => i < from || known.has(this.#timeOf(point)))) {
      for (let i = from; i < points.length; i++) this.#update(i);
      return;
    }
    if (from < 0 && points.length === same.length) return;
    this.#minutes = minutesOf(this.instrument, points).map((time) => this.#axis(time));
    const byTime = new Map(points.map((point) => [this.#timeOf(point), point]));
    const line = (value: (point: TimeSharePoint) => number) =>
      this.#minutes.map((minute) => {
        const point = byTime.get(minute as UTCTimestamp);
        return point ? { time: minute as UTCTimestamp, value: this.decimal(value(point)) } : { time: minute as UTCTimestamp };
      });
    this.series.setData(line(({ price }) => price));
    this.#average.setData(line(({ average }) => average));
    this.#drawVolume();
    this.fit();
  }

  /** The whole day over the whole width, minutes that are still to come too. */
  fit(): void {
    if (this.#minutes.length > 0) this.chart.timeScale().setVisibleLogicalRange({ from: 0, to: this.#minutes.length - 1 });
  }

  #showPrevious(previous: number): void {
    if (Object.is(previous, this.#previous)) return;
    this.#previous = previous;
    if (this.#previousLine) this.series.removePriceLine(this.#previousLine);
    const c = this.colours;
    this.#previousLine = Number.isNaN(previous)
      ? null
      : this.series.createPriceLine({ price: this.decimal(previous), color: c.crosshair, lineWidth: 1, lineStyle: LineStyle.Dashed, title: this.#previousTitle, axisLabelVisible: true, axisLabelColor: c.label, axisLabelTextColor: c.text });
    this.#drawVolume();
  }

  #update(index: number): void {
    const point = this.#points[index];
    const time = this.#timeOf(point);
    // Minutes that are still to come stand behind it: lightweight-charts calls that a historical update.
    this.series.update({ time, value: this.decimal(point.price) }, true);
    this.#average.update({ time, value: this.decimal(point.average) }, true);
    this.#volume.update(this.#volumeOf(index), true);
  }

  #drawVolume(): void {
    this.#volume.setData(this.#points.map((_, i) => this.#volumeOf(i)));
  }

  #volumeOf(index: number) {
    const point = this.#points[index];
    return { time: this.#timeOf(point), value: point.volume, color: fellAt(this.#points, index, this.#previous) ? this.colours.downVolume : this.colours.upVolume };
  }

  #scaled(own: () => AutoscaleInfo | null): AutoscaleInfo | null {
    const range = rangeAround(this.#points, this.#previous);
    const info = own();
    return range && info ? { ...info, priceRange: { minValue: this.decimal(range.low), maxValue: this.decimal(range.high) } } : info;
  }

  #axis(time: number): number {
    return axisTime({ time }, '1m', this.instrument.timeZone);
  }

  #timeOf({ time }: TimeSharePoint): UTCTimestamp {
    return this.#axis(time) as UTCTimestamp;
  }
}
