/**
 * Quotes in → frames out on one core: 5,000 instruments, one window that looks at all of them and takes a frame every 16 ms.
 * Time is this process's own CPU time, so that a busy machine does not count.
 */
import { MarketDataHub } from '#electron/core/market-data/hub.ts';
import { emptyQuote, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { quantile, report } from './report.ts';

const INSTRUMENTS = 5000;
const UPDATES = 4_000_000;
const ROUNDS = 5;

const hub = new MarketDataHub();
const ids = Array.from({ length: INSTRUMENTS }, (_, i) => `LOAD.${i}`);
for (const id of ids) hub.slotOf(id);
const view = hub.openView('window', () => performance.timeOrigin + performance.now());
view.watch(ids, [], []);

const records = new Float64Array(1024 * QUOTE_WIDTH);
for (let i = 0; i < 1024; i++) {
  const record = emptyQuote();
  for (let k = 0; k < QUOTE_WIDTH; k++) record[k] = (i * 31 + k * 7) % 10_000;
  record[QUOTE.last] = 1000 + (i % 50);
  records.set(record, i * QUOTE_WIDTH);
}

let seed = 1;
let figures = 0;
let frames = 0;

function round(): number {
  const begun = process.cpuUsage();
  let next = performance.now() + 16;
  for (let i = 0; i < UPDATES; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    hub.quote(seed % INSTRUMENTS, records, (i & 1023) * QUOTE_WIDTH);
    if ((i & 255) === 0 && performance.now() >= next) {
      figures += view.build()?.length ?? 0;
      frames++;
      next = performance.now() + 16;
    }
  }
  const { user, system } = process.cpuUsage(begun);
  return UPDATES / ((user + system) / 1e6);
}

round();
const rates = Array.from({ length: ROUNDS }, round);
report('core-frames', { updates_per_s: Math.round(quantile(rates, 0.5)), instruments: INSTRUMENTS, frames, figures_per_frame: Math.round(figures / frames) });
