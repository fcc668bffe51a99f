/** Recorded days as the market that the exchange trades against: every row at its own time, nothing between them. */
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Ticks } from '#shared/price.ts';
import type { ExchangeMarket } from '../exchange/journal.ts';
import type { FeedListener } from '../feed.ts';
import { settlementOf, type RecordedDay } from '../feed/recorded-day.ts';
import { RecordedSource } from '../feed/recorded-source.ts';

export class DayMarket implements ExchangeMarket {
  readonly instruments: readonly Instrument[];
  /** Oldest first. */
  readonly tradingDays: readonly string[];
  readonly #days: readonly RecordedDay[];
  readonly #sources: readonly RecordedSource[];
  #day = 0;
  /** UTC ms: of the row or command that is under way. */
  time = 0;

  /** @param days one for an instrument and trading day */
  constructor(instruments: readonly Instrument[], days: readonly RecordedDay[]) {
    this.instruments = instruments;
    this.#days = days;
    this.tradingDays = [...new Set(days.map((day) => day.tradingDay))].sort();
    this.#sources = instruments.map((instrument, index) => {
      const own = this.tradingDays.map((tradingDay) => days.find((day) => day.instrument === instrument.id && day.tradingDay === tradingDay) ?? null);
      return new RecordedSource(index, instrument, own);
    });
    this.startDay(0);
  }

  get tradingDay(): string {
    return this.tradingDays[this.#day];
  }

  /** Time of the day's next row, Infinity after its last. */
  get nextTime(): number {
    return this.#sources.reduce((next, source) => Math.min(next, source.nextTime), Infinity);
  }

  /** Time of the last row of the day under way. */
  get lastTime(): number {
    return this.#days.reduce((last, day) => (day.tradingDay === this.tradingDay ? Math.max(last, day.columns.time[day.rows - 1]) : last), -Infinity);
  }

  startDay(day: number): void {
    this.#day = day;
    for (const source of this.#sources) source.startDay(day);
  }

  /** Emits the next row; rows of one time in the order of the instruments. */
  step(listener: FeedListener): void {
    this.time = this.nextTime;
    this.#sources.find((source) => source.nextTime === this.time)?.emit(listener);
  }

  quoteOf(index: number): Float64Array {
    return this.#sources[index].quote;
  }

  bookOf(index: number): Float64Array {
    return this.#sources[index].book;
  }

  /** Settlement prices of the day: the recorded ones, else the last price. */
  settlement(): ReadonlyMap<InstrumentId, Ticks> {
    return new Map(this.#sources.map((source) => [source.instrument.id, source.settlement()]));
  }

  /** Instruments whose file says nothing of a settlement price on the day under way. */
  unsettled(): readonly InstrumentId[] {
    return this.#days.filter((day) => day.tradingDay === this.tradingDay && Number.isNaN(settlementOf(day))).map((day) => day.instrument);
  }
}
