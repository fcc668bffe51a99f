/** The session-true environment: the simulated exchange on the wall clock, with the contracts of today and those that somebody still holds. */
import type { BrokerFactory, BrokerStorage } from '#electron/brokers/broker.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { catalogueOn, MATCHING } from './feed/catalogue.ts';
import { listedOn } from './feed/contract-months.ts';
import { createSessionFeed } from './feed/session-feed.ts';
import type { SimulatedAccount } from './options.ts';
import { createSimulatedBroker } from './simulated-broker.ts';

/** Another one than the replay's: its participants and prices are not the same. */
const SEED = 20_240_219;

export const SESSION_ACCOUNTS: readonly SimulatedAccount[] = [{ id: 'SES-1', name: 'SES-1', deposits: { CNY: 10_000_000, HKD: 2_000_000, USD: 500_000 } }];

/** Instruments that the exchange's log and snapshot name. */
function namedIn(storage: BrokerStorage): Set<InstrumentId> {
  const named = new Set<InstrumentId>();
  for (const text of [storage.readSnapshot() ?? '', ...storage.readEntries()]) {
    for (const [, id] of text.matchAll(/"([A-Z]+\.[A-Za-z0-9-]+)"/gu)) named.add(id);
  }
  return named;
}

/** Markets, contracts and rules are those of the moment at which the broker is made. */
export const createSessionExchange = (): BrokerFactory => (context) => {
  const time = context.now();
  const today = dateOf(wallTime('Asia/Shanghai', time));
  const listed = listedOn(catalogueOn(today), today, namedIn(context.storage));
  const feed = createSessionFeed({ time, listed, seed: SEED });
  return createSimulatedBroker({ feed, matching: MATCHING, seed: SEED, accounts: SESSION_ACCOUNTS, accountPrefix: 'SES' })(context);
};
