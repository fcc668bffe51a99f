import { describe, expect, it } from 'vitest';
import { intrinsicOf } from '#shared/ledger/option.ts';
import { optionValue } from '#shared/ledger/option-value.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Feed, FeedListener } from '../feed.ts';
import { CATALOGUE } from './catalogue.ts';
import { createReplayFeed } from './replay-feed.ts';

const MINUTE = 60_000;
const IDS = ['CFFEX.IF2101', 'SSE.510300', 'CFFEX.IO2101-C-5200', 'CFFEX.IO2101-P-5200', 'SSE.510300C2101M05250', 'SSE.510300P2101M05250'];
const SILENT: FeedListener = { quote: () => {}, book: () => {}, trade: () => {}, dayEnd: () => {}, reset: () => {} };

function made(seed?: number): Feed {
  const instruments: Instrument[] = CATALOGUE.map((entry) => entry.instrument).filter((one) => IDS.includes(one.id));
  const feed = createReplayFeed({ instruments, ...(seed === undefined ? {} : { seed }) });
  if (!feed.ok) throw new Error(feed.fault.code);
  return feed.value;
}

const at = (feed: Feed, id: string): number => feed.instruments.findIndex((one) => one.id === id);

describe('Black’s formula', () => {
  it.each([
    // Hull, Options, Futures, and Other Derivatives, futures options: F = K = 20, volatility 25 %, four months: 1.12 discounted at 9 %.
    ['put', 20, 20, 0.25, 4 / 12, 1.12 * Math.exp((0.09 * 4) / 12), 0.005],
    ['call', 100, 100, 0.2, 1, 7.9656, 0.0001],
    ['call', 110, 100, 0.2, 0, 10, 0],
    ['put', 110, 100, 0.2, -1, 0, 0],
  ] as const)('%s, %d on %d at %d for %d years', (right, forward, strike, volatility, years, value, error) => {
    expect(Math.abs(optionValue(right, forward, strike, volatility, years) - value)).toBeLessThanOrEqual(error);
  });
});

describe('generated options', () => {
  it('follow their underlying at every quote: never below what exercise gains, and a call less a put is the underlying less the strike', () => {
    const feed = made();
    const [future, call, put] = ['CFFEX.IF2101', 'CFFEX.IO2101-C-5200', 'CFFEX.IO2101-P-5200'].map((id) => at(feed, id));
    const callTerms = feed.instruments[call].option;
    if (!callTerms) throw new Error('no terms');
    let looked = 0;
    let widest = 0;
    feed.listen({
      ...SILENT,
      quote: (index, quote) => {
        if (index !== call) return;
        const last = feed.quoteOf(future)[QUOTE.last];
        if (Number.isNaN(last) || Number.isNaN(feed.quoteOf(put)[QUOTE.bid])) return;
        looked++;
        expect(quote[QUOTE.ask]).toBeGreaterThanOrEqual(intrinsicOf(callTerms, last));
        const other = feed.quoteOf(put);
        const parity = (quote[QUOTE.bid] + quote[QUOTE.ask] - other[QUOTE.bid] - other[QUOTE.ask]) / 2 - (last - callTerms.strike);
        widest = Math.max(widest, Math.abs(parity));
      },
    });
    feed.advance(90 * MINUTE);
    expect(looked).toBeGreaterThan(120 * 60);
    // The put quotes up to half a second later or earlier, on another price of the future.
    expect(widest).toBeLessThan(40);
  });

  it('are where playing would have brought them after a jump, bars and figures of the day too', () => {
    const played = made(7);
    played.advance(75 * MINUTE + 12_345);
    const jumped = made(7);
    jumped.jump(played.time);
    for (const id of IDS.slice(2)) {
      expect([...jumped.quoteOf(at(jumped, id))]).toEqual([...played.quoteOf(at(played, id))]);
      expect([...jumped.bookOf(at(jumped, id))]).toEqual([...played.bookOf(at(played, id))]);
      for (const period of ['1m', 'day'] as const) expect(jumped.history(id, period, null, 500)).toEqual(played.history(id, period, null, 500));
    }
  });

  it('carry on from one day to the next, and settle at their close', () => {
    const feed = made();
    const index = at(feed, 'SSE.510300P2101M05250');
    let close = NaN;
    feed.listen({ ...SILENT, dayEnd: (_, settlement) => void (close = settlement.get('SSE.510300P2101M05250') ?? NaN) });
    feed.jump(feed.days[0].to - 2 * MINUTE);
    feed.advance(3 * MINUTE);
    expect(feed.tradingDay).toBe('2021-01-05');
    expect(close).toBeGreaterThan(0);
    expect(feed.quoteOf(index)[QUOTE.preSettlement]).toBe(close);
    expect(feed.quoteOf(index)[QUOTE.upperLimit]).toBeGreaterThan(close);
  });
});
