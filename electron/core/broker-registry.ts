/** Which broker systems there are: a kind, and what makes it. A new broker is a new folder and one line here. */
import type { BrokerFactory } from '#electron/brokers/broker.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { createReplayFeed } from '#electron/brokers/simulated/feed/replay-feed.ts';
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

/**
 * The simulated exchange in the box, replaying the recorded days.
 * @param speed of the replay; as it was left when undefined
 * @returns a fault when a recorded day is missing or damaged
 */
export function simulatedExchange(speed: number | undefined): Result<ConnectionSetup> {
  const feed = createReplayFeed();
  if (!feed.ok) return feed;
  return ok({
    id: 'simulated',
    kind: 'simulated',
    environment: 'simulated',
    name: '模拟交易所 Simulated exchange',
    make: createSimulatedBroker({ feed: feed.value, ...(speed === undefined ? {} : { speed }) }),
  });
}
