/**
 * The events of one generated minute, as a function of seed, day and minute: the last price walks from the minute's open over its
 * high and low to its close, the touch stands around it, trades print. Any minute can be had by itself, so a jump in time
 * arrives at the very state that playing would have.
 */
import { roundToTick, stepAt, stepTicks } from '#shared/price.ts';
import { mix, Random } from './random.ts';
import { WIDEST_SPREAD, type DayPlan, type SyntheticModel } from './synthetic-plan.ts';

const MINUTE = 60_000;
/** Part of the updates that print a trade though the price stays. */
const TRADES = 0.4;

/** Events of one minute. Columns are longer than `count`; what lies behind is old. */
export class MinuteEvents {
  count = 0;
  /** Milliseconds into the minute, ascending. */
  readonly offset: Float64Array;
  readonly last: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Traded by this event, 0 for a quote alone. */
  readonly quantity: Float64Array;
  readonly aggressor: Int8Array;

  constructor(most: number) {
    this.offset = new Float64Array(most);
    this.last = new Float64Array(most);
    this.bid = new Float64Array(most);
    this.ask = new Float64Array(most);
    this.quantity = new Float64Array(most);
    this.aggressor = new Int8Array(most);
  }
}

const random = new Random(0);
/** The touch draws from a stream of its own, so that trades can be had without it. */
const touch = new Random(0);

/**
 * Fills `events` with the events of a minute. The first one comes at offset 0 and trades, the last one trades at the minute's close.
 * @param tradesOnly leaves out `bid` and `ask`, for minutes that are only summed up
 */
export function generateMinute(model: SyntheticModel, plan: DayPlan, minute: number, events: MinuteEvents, tradesOnly = false): void {
  const { instrument } = model;
  const count = model.eventsPerMinute;
  const seed = mix(mix(model.seed, model.numberOf(plan.day) + 1), minute);
  random.restart(seed);
  touch.restart(~seed);
  const open = minute === 0 ? plan.open : plan.close[minute - 1];
  const high = plan.high[minute];
  const low = plan.low[minute];
  const close = plan.close[minute];
  const step = stepAt(instrument, open);
  const noise = Math.max(0.35 * step, (0.6 * (high - low)) / Math.sqrt(count));
  // A price that moves by many ticks at a time (a 2,000 CNY share in ticks of 0.01) has a spread to match.
  const usualSpread = Math.max(1, Math.round((0.7 * noise) / step));
  const highFirst = random.next() < 0.5;
  const first = 1 + Math.floor(random.next() * (count / 2 - 2));
  const second = first + 1 + Math.floor(random.next() * (count - 3 - first));
  const lot = instrument.lot;
  const meanLots = Math.max(0.6, plan.volume[minute] / (count * (TRADES + 0.15)) / lot);

  events.count = count;
  let exact = open;
  let last = open;
  let bid = NaN;
  let ask = NaN;
  for (let i = 0; i < count; i++) {
    events.offset[i] = i === 0 ? 0 : Math.floor(((i + random.next()) * MINUTE) / count);
    // Where the walk is headed, and how many events it has to get there.
    const goal = i > second ? close : i <= first === highFirst ? high : low;
    const left = i <= first ? first - i + 1 : i <= second ? second - i + 1 : count - i;
    if (i > 0) exact += (goal - exact) / left + (left === 1 ? 0 : random.normal() * noise);
    exact = Math.max(low, Math.min(high, exact));
    const price = roundToTick(instrument, exact, 'nearest');
    const draw = random.next();
    const moved = price !== last;
    const trades = moved || i === 0 || i === count - 1 || draw < TRADES;
    let aggressor: 1 | 0 | -1 = 0;
    if (trades) {
      aggressor = moved ? (price > last ? 1 : -1) : draw < TRADES / 2 ? 1 : -1;
      events.quantity[i] = lot * Math.max(1, Math.round(-Math.log(1 - random.next()) * meanLots));
      last = price;
    } else {
      events.quantity[i] = 0;
    }
    events.aggressor[i] = aggressor;
    events.last[i] = last;
    if (tradesOnly) continue;
    if (trades || draw > 0.9 || Number.isNaN(bid)) {
      const wide = touch.next();
      const spread = Math.min(WIDEST_SPREAD, usualSpread * (wide < 0.86 ? 1 : wide < 0.97 ? 2 : 3));
      // The side that was hit mostly still stands at the trade's price; now and then it was taken out.
      const askStands = touch.next() < (aggressor === 1 ? 0.6 : aggressor === -1 ? 0.4 : 0.5);
      bid = askStands ? stepTicks(instrument, last, -spread) : last;
      ask = askStands ? last : stepTicks(instrument, last, spread);
    }
    events.bid[i] = bid;
    events.ask[i] = ask;
  }
}
