/**
 * What market-making costs while the market moves: 200 instruments with 10 resting orders each, 50,000 quotes a second with their prints,
 * paced as a feed paces them. `cpu_pct` is this process's, of one core; `busy_quotes_per_s` is what it would take flat out.
 */
import { Exchange } from '#electron/brokers/simulated/exchange/exchange.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import { seeded } from './order-stream.ts';
import { report } from './report.ts';

const INSTRUMENTS = 200;
const RESTING = 10;
const RATE = 50_000;
const SECONDS = 5;
const WARM_UP_SECONDS = 1;
const SLICE_MS = 10;
const LEVELS = 5;
const ACCOUNTS = 4;

const instruments: Instrument[] = Array.from({ length: INSTRUMENTS }, (_, n) => ({
  id: `PANKOU.M${n}`,
  exchange: 'PANKOU',
  code: `M${n}`,
  name: { zh: `测试${n}`, en: `Test ${n}` },
  kind: 'future',
  product: 'M',
  currency: 'CNY',
  tickSize: 1,
  decimals: 0,
  multiplier: 10,
  lot: 1,
  maxOrderQuantity: 1_000,
  margin: { long: 0.1, short: 0.1 },
  fees: { open: { byValue: 0.0001 } },
  offsets: 'open-close',
  sellable: 'today',
  shortable: true,
  reference: 'pre-settlement',
  sessions: 'always',
  timeZone: 'Asia/Shanghai',
  origin: 'synthetic',
  depth: LEVELS,
}));
const quotes = instruments.map(() => emptyQuote());
const books = instruments.map(() => emptyBook());
const random = seeded(7);
const middles = instruments.map(() => 4_000);

/** Shows a market around its middle. */
function show(index: number): void {
  const quote = quotes[index];
  const book = books[index];
  book[0] = LEVELS;
  for (let level = 0; level < LEVELS; level++) {
    const at = levelOffset(level);
    book[at + LEVEL.bid] = middles[index] - 1 - level;
    book[at + LEVEL.ask] = middles[index] + 1 + level;
    book[at + LEVEL.bidSize] = 1 + Math.floor(random() * 50);
    book[at + LEVEL.askSize] = 1 + Math.floor(random() * 50);
  }
  const touch = levelOffset(0);
  quote[QUOTE.bid] = book[touch + LEVEL.bid];
  quote[QUOTE.bidSize] = book[touch + LEVEL.bidSize];
  quote[QUOTE.ask] = book[touch + LEVEL.ask];
  quote[QUOTE.askSize] = book[touch + LEVEL.askSize];
  quote[QUOTE.last] = middles[index];
}

const market = { time: Date.UTC(2021, 0, 4, 2), tradingDay: '2021-01-04', quoteOf: (index: number) => quotes[index], bookOf: (index: number) => books[index] };
const exchange = new Exchange(new ExchangeState(instruments), market);
for (let n = 1; n <= ACCOUNTS; n++) exchange.createAccount(`ACCOUNT-${n}`, `${n}`, { CNY: 1_000_000_000_000_000 });
for (let index = 0; index < INSTRUMENTS; index++) {
  quotes[index][QUOTE.phase] = PHASES.indexOf('continuous');
  show(index);
  exchange.onMarket(index);
}

let placed = 0;
let filled = 0;
/** Keeps 10 orders resting in an instrument, at and behind its touch. */
function refill(index: number): void {
  const { resting } = exchange.state;
  while (resting[index].size < RESTING) {
    placed++;
    const side = placed % 2 === 0 ? 'buy' : 'sell';
    const away = 1 + Math.floor(random() * 8);
    const price = middles[index] + (side === 'buy' ? -away : away);
    exchange.place({ id: `order-${placed}`, account: `ACCOUNT-${1 + (placed % ACCOUNTS)}`, instrument: instruments[index].id, side, offset: 'open', type: 'limit', price, quantity: 5, timeInForce: 'gtc' });
  }
}
for (let index = 0; index < INSTRUMENTS; index++) refill(index);

let next = 0;
/** One quote as a feed gives it: quote, book, and now and then the print that moved it. */
function tick(): void {
  const index = next++ % INSTRUMENTS;
  const dice = random();
  if (dice < 0.3) middles[index] += dice < 0.15 ? 1 : -1;
  show(index);
  exchange.onMarket(index);
  exchange.onMarket(index);
  if (dice > 0.6) exchange.onPrint(index, dice > 0.8 ? quotes[index][QUOTE.ask] : quotes[index][QUOTE.bid], 1 + Math.floor(random() * 20), dice > 0.8 ? 1 : -1);
  if (exchange.state.resting[index].size < RESTING) refill(index);
}

/** What a broker's turn does with what happened. */
function tell(): void {
  const batch = exchange.drain();
  if (!batch) return;
  for (const announcement of batch.announcements) if (announcement.kind === 'fill') filled++;
}

/** Runs at the rate for some seconds. @returns quotes a second, and % of a core */
async function paced(seconds: number): Promise<{ readonly rate: number; readonly cpu: number }> {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  let done = 0;
  for (;;) {
    const elapsed = performance.now() - begun;
    if (elapsed >= seconds * 1_000) {
      const used = process.cpuUsage(cpu);
      return { rate: (done / elapsed) * 1_000, cpu: ((used.user + used.system) / 1_000 / elapsed) * 100 };
    }
    for (const due = (elapsed / 1_000) * RATE; done < due; done++) tick();
    tell();
    await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
  }
}

await paced(WARM_UP_SECONDS);
const { rate, cpu } = await paced(SECONDS);
const begun = process.hrtime.bigint();
const flat = 200_000;
for (let n = 0; n < flat; n++) {
  tick();
  if (n % 500 === 0) tell();
}
report('exchange-quotes', {
  quotes_per_s: Math.round(rate),
  cpu_pct: cpu,
  busy_quotes_per_s: Math.round(flat / (Number(process.hrtime.bigint() - begun) / 1e9)),
  instruments: INSTRUMENTS,
  resting: INSTRUMENTS * RESTING,
  fills: filled,
});
