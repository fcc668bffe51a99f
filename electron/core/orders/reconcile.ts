/**
 * What the broker has against what we have (protocols/order-lifecycle, "Reconciliation"): a pure plan of what to apply, in the
 * law's order, and the procedure that asks and applies. An answer is whole or none: whatever fails, everything stays as it is
 * and is tried again.
 */
import type { Broker, FillReport, OrderReport } from '#electron/brokers/broker.ts';
import type { Funds } from '#shared/model/account.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { ok, type Fault, type Result } from '#shared/result.ts';
import type { MissingFills } from './missing-fills.ts';
import type { OrderRecord } from './order-registry.ts';
import type { OrderRoom } from './order-room.ts';

/** A timer may fire so much early: the limit that brought the question about has passed all the same. */
const TIMER_EARLY_MS = 1;
/** An order handed over less than this before the broker was asked may still be on its way: its own time limit speaks for it. */
export const SETTLE_GRACE_MS = 2_000;

/** Waits between tries, the last one for all that follow. */
export const BACK_OFF_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** Reports applied in one turn of the loop, so that a long day does not hold everything else up. */
const CHUNK = 500;

/** How often positions are asked for again while fills come in between. */
const COMPARISONS = 4;

/** A broker that says nothing at all: its question is taken as failed. */
const QUERY_LIMIT_MS = 30_000;

interface Answers {
  readonly orders: readonly OrderReport[];
  readonly fills: readonly FillReport[];
  readonly positions: readonly Position[];
  readonly funds: readonly Funds[];
}

export interface Reconciler {
  /** Reconciles an account; asked for while it runs, it runs once more. Resolves with the outcome of the run that answers this call. */
  reconcile(account: string): Promise<Result<null>>;
  /** The account went offline: what is under way counts no more. */
  drop(account: string): void;
  close(): void;
}

interface Run {
  outcome: Promise<Result<null>>;
  again: Promise<Result<null>> | null;
}

type Open = readonly { readonly record: OrderRecord; readonly order: Order }[];

export function createReconciler(room: OrderRoom, missing: MissingFills): Reconciler {
  const { registry, turn, events, accounts, positions, funds, store, now, after, log } = room;
  const runs = new Map<string, Run>();
  const retries = new Map<string, () => void>();
  const failures = new Map<string, number>();
  let closed = false;

  const within = <T>(answer: Promise<Result<T>>): Promise<Result<T>> =>
    new Promise((resolve, reject) => {
      const stop = after(QUERY_LIMIT_MS, () => resolve({ ok: false, fault: { code: 'order-no-answer', params: { seconds: QUERY_LIMIT_MS / 1000 } } }));
      answer.then(resolve, reject).finally(stop);
    });

  /** Orders first: a fill asked for afterwards cannot be missing for a status that counts it. */
  const ask = async (broker: Broker, account: string): Promise<Result<Answers>> => {
    const orders = await within(broker.queryOrders(account));
    if (!orders.ok) return orders;
    const fills = await within(broker.queryFills(account));
    if (!fills.ok) return fills;
    const positions = await within(broker.queryPositions(account));
    if (!positions.ok) return positions;
    const funds = await within(broker.queryFunds(account));
    if (!funds.ok) return funds;
    return ok({ orders: orders.value, fills: fills.value, positions: positions.value, funds: funds.value });
  };

  /** Runs work at the end of the turn and waits for it. */
  const inTurn = (work: () => void): Promise<void> =>
    new Promise((resolve) => {
      turn.enqueue(() => {
        try {
          work();
        } finally {
          resolve();
        }
      });
    });

  const inChunks = async <T>(items: readonly T[], each: (item: T) => void): Promise<void> => {
    for (let from = 0; from < items.length; from += CHUNK) {
      await inTurn(() => {
        for (let at = from; at < Math.min(from + CHUNK, items.length); at++) each(items[at]);
      });
    }
  };

  /** Steps 1, 2 and 4, and the finding half of 3. */
  const applyOrders = async ({ orders, fills }: Pick<Answers, 'orders' | 'fills'>): Promise<void> => {
    const reports = new Map(orders.map((report) => [report.brokerOrderId, report]));
    // 1. Fills we lack. Their order is known by its report even where the fill does not name it, and made from it if it is new.
    await inChunks(fills, (fill) => {
      const report = reports.get(fill.brokerOrderId);
      if (report) events.book(events.adopt(report), fill, false);
      else events.fill(fill);
    });
    // 2. and 4. The broker's state, its id, and orders unknown here.
    await inChunks(orders, (report) => {
      const record = events.adopt(report);
      const expected = Math.max(report.filled, report.state === 'filled' ? report.quantity : 0);
      events.apply(record, { type: 'report', report });
      // The broker has been asked for its fills after this status: what it counts beyond them it has none of (rule 3).
      if (expected > record.tracked.order.filled) missing.infer(record, expected);
    });
  };

  /** The rest of step 3: what the complete list does not have, and requests that it does not show. */
  const settleOpen = (open: Open, listed: ReadonlySet<OrderRecord>, askedAt: number): void => {
    for (const { record, order: before } of open) {
      const { order } = record.tracked;
      if (isFinal(order.state)) continue;
      if (listed.has(record)) {
        if (order.pending && order.pending.since <= askedAt - room.limits.requestMs + TIMER_EARLY_MS) events.apply(record, { type: 'request-unanswered' });
        continue;
      }
      // Heard of since: it was answered after the list was made.
      if (order !== before) continue;
      const fresh = order.sentAt !== null && order.sentAt > askedAt - SETTLE_GRACE_MS && order.state !== 'unknown';
      const justHeard = order.acknowledgedAt !== null && order.acknowledgedAt > askedAt - SETTLE_GRACE_MS;
      if (!fresh && !justHeard) events.apply(record, { type: 'not-found' });
    }
  };

  /**
   * Step 5. Ours is compared only when no fill happened between the broker's two answers: where they differ, fills and positions
   * are asked for once more, and the difference counts when no new fill explains it.
   */
  const comparePositions = async (broker: Broker, account: string, first: Answers, same: () => boolean): Promise<Result<null>> => {
    let theirs = first.positions;
    let fillsSeen = first.fills.length;
    for (let tries = 0; tries < COMPARISONS; tries++) {
      const moves = positions.moves(account);
      let settled = positions.differences(account, theirs).length === 0;
      if (!settled) {
        const fills = await within(broker.queryFills(account));
        if (!fills.ok) return fills;
        if (!same()) return ok(null);
        settled = fills.value.length === fillsSeen;
        fillsSeen = fills.value.length;
        if (!settled) await inChunks(fills.value, (fill) => events.fill(fill));
      }
      if (settled) {
        let adopted = false;
        await inTurn(() => {
          // Something was booked or reported while we looked: these answers are old.
          if (positions.moves(account) !== moves) return;
          adopted = true;
          for (const { instrument, side, ours, theirs: broker } of positions.adopt(account, theirs)) {
            log('warning', accounts.get(account)?.name ?? account, { code: 'position-corrected', params: { instrument, side, ours, theirs: broker } });
          }
        });
        if (adopted) return ok(null);
      }
      const again = await within(broker.queryPositions(account));
      if (!again.ok) return again;
      if (!same()) return ok(null);
      theirs = again.value;
    }
    // A market that fills without a pause: compared the next time.
    return ok(null);
  };

  const once = async (account: string): Promise<Result<null>> => {
    const broker = accounts.brokerOf(account);
    if (!broker) return { ok: false, fault: { code: 'account-unknown', params: { account } } };
    if (accounts.get(account)?.state === 'offline') return { ok: false, fault: { code: 'account-offline' } };
    const epoch = accounts.epochOf(account);
    const same = (): boolean => !closed && accounts.epochOf(account) === epoch;
    accounts.setState(account, 'checking');
    const askedAt = now();
    // What is being journalled has not left yet; its last look before the wire finds the account being checked.
    const open = registry.openOf(account).flatMap((record) => (record.sending ? [] : [{ record, order: record.tracked.order }]));
    const answers = await ask(broker, account);
    if (!same()) return { ok: false, fault: { code: 'account-offline' } };
    if (!answers.ok) return answers;
    await applyOrders(answers.value);
    const listed = new Set<OrderRecord>();
    for (const report of answers.value.orders) {
      const record = registry.find(account, report.clientOrderId, report.brokerOrderId);
      if (record) listed.add(record);
    }
    if (!same()) return { ok: false, fault: { code: 'account-offline' } };
    let settled = 0;
    await inTurn(() => {
      settleOpen(open, listed, askedAt);
      settled = open.filter(({ record, order }) => record.tracked.order !== order).length;
      events.release(account);
    });
    const compared = await comparePositions(broker, account, answers.value, same);
    if (!compared.ok) return compared;
    if (!same()) return { ok: false, fault: { code: 'account-offline' } };
    await inTurn(() => {
      for (const report of answers.value.funds) funds.onReport(report);
    });
    accounts.setState(account, 'ready');
    if (settled > 0) void store.journal.append({ kind: 'reconcile', account, order: null, detail: { settled }, time: now() }, null);
    return ok(null);
  };

  const failed = (account: string, fault: Fault): void => {
    const before = failures.get(account) ?? 0;
    failures.set(account, before + 1);
    if (before === 0) log('warning', account, { code: 'reconcile-failed', params: { reason: fault.code }, ...(fault.brokerText === undefined ? {} : { brokerText: fault.brokerText }) });
    retries.get(account)?.();
    const stop = after(BACK_OFF_MS[Math.min(before, BACK_OFF_MS.length - 1)], () => {
      retries.delete(account);
      void reconcile(account);
    });
    retries.set(account, stop);
  };

  const start = async (account: string, run: Run): Promise<Result<null>> => {
    // Requests of the same turn of the loop share the run.
    await Promise.resolve();
    const outcome = await once(account).catch((error: unknown): Result<null> => {
      log('error', `reconciliation of ${account}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { code: 'internal' });
      return { ok: false, fault: { code: 'internal' } };
    });
    // Dropped meanwhile: what became of it concerns nobody.
    if (closed || runs.get(account) !== run) return outcome;
    runs.delete(account);
    if (outcome.ok) {
      failures.delete(account);
      retries.get(account)?.();
      retries.delete(account);
    } else if (outcome.fault.code !== 'account-offline' && outcome.fault.code !== 'account-unknown') {
      failed(account, outcome.fault);
    }
    return outcome;
  };

  const reconcile = (account: string): Promise<Result<null>> => {
    const running = runs.get(account);
    if (running) return (running.again ??= running.outcome.then(() => reconcile(account)));
    const run: Run = { outcome: Promise.resolve(ok(null)), again: null };
    runs.set(account, run);
    run.outcome = start(account, run);
    return run.outcome;
  };

  return {
    reconcile,
    drop(account) {
      runs.delete(account);
      retries.get(account)?.();
      retries.delete(account);
      failures.delete(account);
    },
    close() {
      closed = true;
      for (const stop of retries.values()) stop();
      retries.clear();
    },
  };
}
