/**
 * A quotes' library without a counter beside it (openctp's QQ and Sina channels, or any counter's market data alone): what the user listed is
 * announced and kept up; there is no account and nothing is traded.
 */
import type { Broker, BrokerContext } from '#electron/brokers/broker.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { LinkOptions } from '../session/counter-link.ts';
import { Listings } from '../trading/listings.ts';
import { MarketData } from './market-data.ts';
import { securityOf } from './securities.ts';

export interface QuotesOnlySettings {
  readonly link: LinkOptions;
  readonly login: Readonly<Record<string, string>>;
  /** Instruments by their ids; those that are none are left out. */
  readonly listed: readonly string[];
  /** How long the first login may take. */
  readonly connectMs: number;
}

const NOT_TRADED = fail('not-supported', { what: 'orders', offered: 'quotes' });

export function createQuotesOnly({ link, login, listed, connectMs }: QuotesOnlySettings, { sink, now, after }: BrokerContext): Broker {
  const listings = new Listings();
  for (const id of listed) {
    const instrument = securityOf(id);
    if (instrument) listings.put(instrument);
  }
  let answer: ((result: Result<null>) => void) | null = null;
  const answered = (result: Result<null>): boolean => {
    const first = answer;
    answer = null;
    first?.(result);
    return first !== null;
  };
  const quotes = new MarketData({
    link, listings, sink,
    login: () => login,
    clock: { now, after },
    phaseOf: () => undefined,
    tradingDay: () => '',
    onState: (fault) => {
      if (fault === null) {
        sink.connection('up', null, null);
        answered(ok(null));
      } else if (!answered({ ok: false, fault })) sink.connection('down', fault, null);
    },
  });
  const unknown = (account: string): Promise<Result<never>> => Promise.resolve(fail('account-unknown', { account }));

  return {
    kind: 'ctp',
    capabilities: [],
    async connect() {
      sink.connection('connecting', null, null);
      sink.instruments(listings.all);
      const first = new Promise<Result<null>>((resolve) => (answer = resolve));
      const stop = after(connectMs, () => answered(fail('counter-unreachable', { front: link.front, seconds: Math.round(connectMs / 1000) })));
      void quotes.begin();
      const result = await first;
      stop();
      if (!result.ok) await quotes.close();
      return result;
    },
    async close() {
      answered(fail('broker-down'));
      await quotes.close();
      sink.connection('off', null, null);
    },
    subscribe: (instruments) => quotes.want(instruments),
    place: () => NOT_TRADED,
    cancel: () => NOT_TRADED,
    modify: () => NOT_TRADED,
    queryOrders: unknown,
    queryFills: unknown,
    queryPositions: unknown,
    queryFunds: unknown,
  };
}
