/** What the parts of the order manager share. */
import type { Accounts } from '#electron/core/accounts/accounts.ts';
import type { Publisher } from '#electron/core/core.ts';
import type { FundsBook } from '#electron/core/positions/funds.ts';
import type { Positions } from '#electron/core/positions/positions.ts';
import type { Risk } from '#electron/risk/risk.ts';
import type { Store } from '#electron/store/store.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Fault } from '#shared/result.ts';
import type { OrderEvents } from './order-events.ts';
import type { OrderRegistry } from './order-registry.ts';
import type { Turn } from './turn.ts';

export interface TimeLimits {
  readonly submittingMs: number;
  readonly requestMs: number;
  /** How long a status may be ahead of its fills before the broker is asked for them. */
  readonly fillsMs: number;
  /** Between reconciliations that nobody asked for. */
  readonly reconcileMs: number;
}

/** order-lifecycle, rule 8 and "Reconciliation". */
export const TIME_LIMITS: TimeLimits = { submittingMs: 10_000, requestMs: 5_000, fillsMs: 1_000, reconcileMs: 300_000 };

export interface OrderManagerOptions {
  readonly store: Pick<Store, 'journal' | 'orders' | 'fills' | 'transaction'>;
  readonly publisher: Publisher;
  readonly accounts: Accounts;
  readonly positions: Positions;
  readonly funds: FundsBook;
  readonly risk: Risk;
  readonly instrumentOf: (id: InstrumentId) => Instrument | undefined;
  /** A whole quote record (shared/model/quote); may be a view that changes. */
  readonly quoteOf: (id: InstrumentId) => Float64Array | undefined;
  /** Whether the prices shown of an instrument are not those of an account's own connection, which has it and quotes none; never unless told. */
  readonly pricedElsewhere?: (account: string, instrument: InstrumentId) => boolean;
  /** UTC ms with fractions. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'info' | 'warning' | 'error', text: string, fault: Fault | null) => void;
  /** Runs a task at the end of the loop's turn; setImmediate unless told. */
  readonly endOfTurn?: (task: () => void) => void;
  readonly limits?: Partial<TimeLimits>;
}

export interface OrderRoom extends OrderManagerOptions {
  readonly limits: TimeLimits;
  readonly registry: OrderRegistry;
  readonly turn: Turn;
  readonly events: OrderEvents;
  /** Asks the broker how an account stands, soon. */
  readonly askReconcile: (account: string) => void;
  /** The trading day that the account's broker last spoke of; the calendar day of the instrument's market before that. */
  readonly tradingDayOf: (account: string, instrument: Instrument) => string;
}
