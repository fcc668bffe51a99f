/** The way back from the exchange: reports to the sink, in order, after the latency, and funds no more often than they change. */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import type { Funds } from '#shared/model/account.ts';
import { fundsKey } from '#shared/model/account.ts';
import { positionKey, type Position } from '#shared/model/position.ts';
import type { Money } from '#shared/price.ts';
import type { DelayLine } from './delay-line.ts';
import type { Batch } from './exchange/turn.ts';
import type { Reversals } from './reversals.ts';

/** Called on the broker's own turns only, never from inside a call of the core. */
export class Announcer {
  readonly #sink: BrokerSink;
  readonly #way: DelayLine;
  readonly #toldFunds = new Map<string, Funds>();
  readonly #toldMargins = new Map<string, Money>();

  constructor(sink: BrokerSink, way: DelayLine) {
    this.#sink = sink;
    this.#way = way;
  }

  /** What happened, then the positions and funds that it left. */
  batch({ announcements, positions }: Batch, funds: readonly Funds[]): void {
    this.#way.send(() => {
      for (const announcement of announcements) {
        if (announcement.kind === 'order') this.#sink.order(announcement.report);
        else if (announcement.kind === 'fill') this.#sink.fill(announcement.report);
        else if (announcement.kind === 'refusal') this.#sink.refusal(announcement.refusal);
        else if (announcement.kind === 'settled') this.#sink.settled(announcement.account, announcement.tradingDay);
        else if (announcement.kind === 'account') this.#sink.accounts([announcement.account]);
        else this.#sink.accountReset(announcement.account);
      }
      for (const position of positions) this.#tellPosition(position);
      for (const report of funds) this.#tell(report);
    });
  }

  reversals({ orders, refusals }: Reversals): void {
    this.#way.send(() => {
      for (const report of orders) this.#sink.order(report);
      for (const refusal of refusals) this.#sink.refusal(refusal);
    });
  }

  /** Funds between reports, where the marks moved them. */
  funds(reports: readonly Funds[]): void {
    const moved = reports.filter((funds) => {
      const told = this.#toldFunds.get(fundsKey(funds));
      return !told || told.equity !== funds.equity || told.available !== funds.available || told.unrealised !== funds.unrealised;
    });
    if (moved.length > 0) this.#way.send(() => moved.forEach((funds) => this.#tell(funds)));
  }

  /** Positions between reports, where the marks moved what they tie up. */
  margins(positions: readonly Position[]): void {
    const moved = positions.filter((position) => this.#toldMargins.get(positionKey(position)) !== position.margin);
    if (moved.length > 0) this.#way.send(() => moved.forEach((position) => this.#tellPosition(position)));
  }

  /** Delivers at once what is still on its way. */
  deliverAll(): void {
    this.#way.deliverAll();
  }

  #tellPosition(position: Position): void {
    this.#toldMargins.set(positionKey(position), position.margin);
    this.#sink.position(position);
  }

  #tell(funds: Funds): void {
    this.#toldFunds.set(fundsKey(funds), funds);
    this.#sink.funds(funds);
  }
}
