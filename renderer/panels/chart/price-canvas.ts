/** What every chart of the panel has: a price pane over a volume pane, axes in the exchange's time and the instrument's prices, and where a price is. */
import {
  createChart, CrosshairMode, HistogramSeries, TickMarkType,
  type ChartOptions, type DeepPartial, type IChartApi, type ISeriesApi, type SeriesType, type Time,
} from 'lightweight-charts';
import type { Instrument } from '#shared/model/instrument.ts';
import { formatPrice, priceOf, roundToTick, ticksOf, type Ticks } from '#shared/price.ts';
import { chartOptions, readColours, type ChartColours } from './chart-theme.ts';
import { wallClock } from './exchange-time.ts';

/** Share of the height that prices take of what volume takes. */
const PRICE_STRETCH = 4;

/** The series that prices are read from, and lines hang on. */
export type PriceSeries = Pick<ISeriesApi<SeriesType>, 'createPriceLine' | 'removePriceLine' | 'coordinateToPrice' | 'priceToCoordinate'>;

export abstract class PriceCanvas {
  readonly chart: IChartApi;
  abstract readonly series: PriceSeries;
  protected readonly instrument: Instrument;
  readonly #host: HTMLElement;
  colours: ChartColours;

  /** @param daily whether the time axis is of dates */
  protected constructor(host: HTMLElement, instrument: Instrument, daily: boolean, options: DeepPartial<ChartOptions>) {
    this.#host = host;
    this.instrument = instrument;
    this.colours = readColours(document.documentElement);
    this.chart = createChart(host, {
      autoSize: true,
      crosshair: { mode: CrosshairMode.Normal },
      // No formatter of prices here: it would stand on the axis of the volume too.
      localization: { timeFormatter: (time: Time) => wallClock(Number(time) * 1000, daily) },
      rightPriceScale: { minimumWidth: 64 },
      ...options,
      timeScale: {
        timeVisible: !daily,
        secondsVisible: false,
        tickMarkFormatter: (time: Time, type: TickMarkType) => markText(Number(time) * 1000, type),
        ...options.timeScale,
      },
    });
  }

  close(): void {
    this.chart.remove();
  }

  protected get priceFormat() {
    return { type: 'custom', minMove: priceOf(this.instrument, 1), formatter: (price: number) => this.priceText(price) } as const;
  }

  /** The histogram under the prices. */
  protected addVolume(): ISeriesApi<'Histogram'> {
    const volume = this.chart.addSeries(HistogramSeries, { priceFormat: { type: 'custom', minMove: 1, formatter: volumeText }, priceLineVisible: false, lastValueVisible: false }, 1);
    const [prices, volumes] = this.chart.panes();
    prices.setStretchFactor(PRICE_STRETCH);
    volumes.setStretchFactor(1);
    return volume;
  }

  protected priceText(price: number): string {
    return formatPrice(this.instrument, ticksOf(this.instrument, price));
  }

  /** Takes the colours of the theme; series take theirs from `colours` afterwards. */
  applyTheme(): void {
    this.colours = readColours(document.documentElement);
    this.chart.applyOptions(chartOptions(this.colours, getComputedStyle(this.#host).fontFamily));
  }

  /** The valid price nearest to a height in the price pane; null outside of it. */
  priceAt(y: number): Ticks | null {
    const { height } = this.chart.paneSize(0);
    const price = y < 0 || y > height ? null : this.series.coordinateToPrice(y);
    return price === null ? null : roundToTick(this.instrument, ticksOf(this.instrument, price), 'nearest');
  }

  /** Height of a price in the price pane, in pixels from its top; null when it is out of sight. */
  heightOf(price: Ticks): number | null {
    const y = this.series.priceToCoordinate(this.decimal(price));
    return y === null || y < 0 || y > this.chart.paneSize(0).height ? null : y;
  }

  /** A price in ticks (or a mean of such) as the axis has it. */
  protected decimal(ticks: number): number {
    return Number.isInteger(ticks) ? priceOf(this.instrument, ticks) : ticks * this.instrument.tickSize;
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
