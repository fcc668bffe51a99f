/** Which broker systems there are: a kind, and what makes it. A new broker is a new folder and one line here. */
import type { BrokerFactory } from '#electron/brokers/broker.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { createReplayFeed, DEFAULT_SEED } from '#electron/brokers/simulated/feed/replay-feed.ts';
import type { Environment } from '#shared/model/account.ts';
import type { BrokerKind } from '#shared/model/connection.ts';
import { ok, type Result } from '#shared/result.ts';

/** A connection to be: its id is kept in the store's keys, so it never changes for the same connection. */
export interface ConnectionSetup {
  readonly id: string;
  readonly kind: BrokerKind;
  readonly environment: Environment | 'quotes-only';
  readonly name: string;
  readonly make: BrokerFactory;
}

/** Where in the newest recorded day the very first replay starts. */
const FIRST_START_MS = 45 * 60_000;

/**
 * The simulated exchange in the box, replaying the recorded days.
 * @param speed of the replay; as it was left when undefined
 * @returns a fault when a recorded day is missing or damaged
 */
export function simulatedExchange(speed: number | undefined): Result<ConnectionSetup> {
  const feed = createReplayFeed();
  if (!feed.ok) return feed;
  // A first start stands in the middle of a morning, with a day of bars behind it; later ones go on where the last one ended.
  const newest = feed.value.days.at(-1);
  if (newest) feed.value.jump(newest.from + FIRST_START_MS);
  return ok({
    id: 'simulated',
    kind: 'simulated',
    environment: 'simulated',
    // openctp's word for an environment that replays around the clock; the screen says beside it that it is simulated.
    name: '7x24',
    make: createSimulatedBroker({ feed: feed.value, matching: MATCHING, seed: DEFAULT_SEED, ...(speed === undefined ? {} : { speed }) }),
  });
}
