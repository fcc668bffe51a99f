/** Orders whose status is ahead of the fills we hold (rule 3): after a moment the broker is asked for its fills, and only what it has none of is inferred. */
import type { FillReport } from '#electron/brokers/broker.ts';
import type { OrderRecord } from './order-registry.ts';
import type { OrderRoom } from './order-room.ts';
import { inferFill } from './inferred-fills.ts';

export interface MissingFills {
  /** A status of this order claims more than is booked. */
  note(record: OrderRecord): void;
  /** Books what an order still lacks after all fills of the broker are booked. @param claimed what was claimed when the broker was asked */
  infer(record: OrderRecord, claimed: number): void;
}

export function createMissingFills(room: () => OrderRoom): MissingFills {
  const noted = new Map<string, Set<OrderRecord>>();

  const lacks = ({ tracked }: OrderRecord): boolean => tracked.evidence.claimed > tracked.order.filled;

  const infer = (record: OrderRecord, claimed: number): void => {
    const { order } = record.tracked;
    if (claimed <= order.filled) return;
    const { events, instrumentOf, quoteOf, now, log } = room();
    const report: FillReport = inferFill(record.tracked, claimed, instrumentOf(order.instrument), quoteOf(order.instrument), now());
    log('warning', `order ${order.id}: the broker says ${claimed} filled and has fills for ${order.filled}; the rest is inferred`, null);
    events.book(record, report, true);
  };

  const ask = async (account: string): Promise<void> => {
    const { accounts, turn, events, registry, log } = room();
    const records = [...(noted.get(account) ?? [])].filter(lacks);
    noted.delete(account);
    const broker = accounts.brokerOf(account);
    // An account that went offline is reconciled when it is back.
    if (records.length === 0 || !broker || accounts.get(account)?.state === 'offline') return;
    const claimed = new Map(records.map((record) => [record, record.tracked.evidence.claimed]));
    const epoch = accounts.epochOf(account);
    const answer = await broker.queryFills(account);
    if (accounts.epochOf(account) !== epoch) return;
    if (!answer.ok) {
      log('warning', `fills of ${account} could not be asked for`, answer.fault);
      for (const record of records) note(record);
      return;
    }
    turn.enqueue(() => {
      const wanted = new Set(records);
      for (const fill of answer.value) {
        const record = registry.find(account, fill.clientOrderId, fill.brokerOrderId);
        if (record && wanted.has(record)) events.book(record, fill, false);
      }
      for (const [record, claim] of claimed) infer(record, claim);
    });
  };

  const note = (record: OrderRecord): void => {
    const { account } = record.tracked.order;
    const records = noted.get(account);
    if (records) {
      records.add(record);
      return;
    }
    noted.set(account, new Set([record]));
    const { after, limits } = room();
    after(limits.fillsMs, () => void ask(account));
  };

  return { note, infer };
}
