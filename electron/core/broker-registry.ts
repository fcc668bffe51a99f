/** Which broker systems there are: a kind, and what makes it. A new broker is a new folder and one line here. */
import type { BrokerAccount, BrokerFactory, BrokerSystem } from '#electron/brokers/broker.ts';
import { ctpSystem } from '#electron/brokers/ctp/ctp-system.ts';
import { futuSystem } from '#electron/brokers/futu/futu-system.ts';
import { isLoopback } from '#electron/brokers/futu/session/address.ts';
import { CURRENCIES } from '#shared/model/instrument.ts';
import { createSessionExchange, SESSION_ACCOUNTS } from '#electron/brokers/simulated/session-exchange.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { createReplayFeed, DEFAULT_SEED } from '#electron/brokers/simulated/feed/replay-feed.ts';
import type { Environment } from '#shared/model/account.ts';
import type { BrokerKind } from '#shared/model/connection.ts';
import type { ConnectionProfile } from '#shared/model/connection-profile.ts';
import type { GatewayStatus } from '#shared/model/gateway.ts';
import { ok, type Result } from '#shared/result.ts';

/** A connection to be: its id is kept in the store's keys, so it never changes for the same connection. */
export interface ConnectionSetup {
  readonly id: string;
  readonly kind: BrokerKind;
  readonly environment: Environment | 'quotes-only';
  readonly name: string;
  readonly make: BrokerFactory;
  /** Connections of one group are worlds of their own: at most one of them is on. */
  readonly group?: string;
  /** Accounts that it is known to have before it was ever on. */
  readonly accounts?: readonly BrokerAccount[];
}

/** A connection that the user made. Its broker is made anew for each attempt, with what its vault and files hold by then. */
export interface ProfileSetup extends Omit<ConnectionSetup, 'make' | 'group' | 'accounts'> {
  /** Fails where it cannot be tried at all now: its secrets are in a vault that is closed. */
  readonly makeAnew: () => Result<BrokerFactory>;
}

/** The broker systems that users connect to by themselves. */
export const SYSTEMS: readonly BrokerSystem[] = [futuSystem, ctpSystem];

/** Whether a connection would lead back to this terminal's own gateway, which shows what is shown here: its market would feed itself. */
export const isOwnGateway = ({ kind, settings }: Pick<ConnectionProfile, 'kind' | 'settings'>, gateway: Pick<GatewayStatus, 'state' | 'port'>): boolean =>
  kind === 'futu' && gateway.state === 'listening' && settings['port'] === gateway.port && isLoopback(String(settings['host']).trim());

/** The screen has words of its own for it. */
export const SESSION_NAME = 'Session';

/** The simulated exchange's environments. */
const SIMULATED = 'simulated';

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
    group: SIMULATED,
    make: createSimulatedBroker({ feed: feed.value, matching: MATCHING, seed: DEFAULT_SEED, ...(speed === undefined ? {} : { speed }) }),
  });
}

/** The simulated exchange by the wall clock: sessions, holidays, auctions and settlements of each market. Made when it is switched on first. */
export function sessionTrueExchange(): ConnectionSetup {
  return {
    id: 'simulated-session',
    kind: 'simulated',
    environment: 'simulated',
    name: SESSION_NAME,
    group: SIMULATED,
    make: createSessionExchange(),
    accounts: SESSION_ACCOUNTS.map(({ id, name, deposits }) => ({ id, name, environment: 'simulated', currencies: CURRENCIES.filter((currency) => deposits[currency] !== undefined) })),
  };
}
