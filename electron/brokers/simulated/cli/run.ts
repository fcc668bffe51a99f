/** A run of the exchange by itself: days replayed row by row, commands in between, each day settled at its end. Deterministic. */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { OrderCondition } from '#shared/model/order.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Statement } from '#shared/model/statement.ts';
import { MONEY_PER_UNIT, type Money, type Ticks } from '#shared/price.ts';
import { statementText } from '#shared/statement/text.ts';
import type { ExchangeEvent } from '../exchange/events.ts';
import { Exchange } from '../exchange/exchange.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import { wireId } from '../exchange/orders.ts';
import type { FeedListener } from '../feed.ts';
import type { RecordedDay } from '../feed/recorded-day.ts';
import type { Command, TimedCommand } from './commands-file.ts';
import { DayMarket } from './day-market.ts';
import { EventLines } from './event-lines.ts';

export interface RunInput {
  readonly instruments: readonly Instrument[];
  readonly days: readonly RecordedDay[];
  readonly commands: readonly TimedCommand[];
}

export interface RunOutput {
  /** One JSON event a line. */
  readonly events: string;
  /** Statements by day, then by account in the order in which they were opened. */
  readonly statements: readonly Statement[];
  readonly statementText: string;
  /** What happened, as the exchange's own log has it. */
  readonly log: readonly ExchangeEvent[];
  readonly state: ExchangeState;
  /** What a reader should know. */
  readonly notes: readonly string[];
}

const moneyOf = (units: number): Money => Math.round(units * MONEY_PER_UNIT);

/** Decimal to ticks; one that is not on a tick stays off it, for the exchange to refuse. */
function ticksOf(instrument: Instrument, price: number): Ticks {
  const exact = price / instrument.tickSize;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) < 1e-6 ? whole + 0 : exact;
}

class Run {
  readonly #market: DayMarket;
  readonly #exchange: Exchange;
  readonly #instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly #lines: EventLines;
  readonly #listener: FeedListener;
  readonly log: ExchangeEvent[] = [];
  readonly statements: Statement[] = [];
  readonly notes: string[] = [];

  constructor({ instruments, days }: RunInput) {
    this.#market = new DayMarket(instruments, days);
    const exchange = new Exchange(new ExchangeState(instruments), this.#market);
    this.#exchange = exchange;
    this.#instruments = new Map(instruments.map((instrument) => [instrument.id, instrument]));
    this.#lines = new EventLines(instruments);
    this.#listener = {
      quote: (index) => exchange.onMarket(index),
      book: (index) => exchange.onMarket(index),
      trade: (index, _time, price, quantity, aggressor) => exchange.onPrint(index, price, quantity, aggressor),
      dayEnd: () => {},
      reset: () => {},
    };
  }

  get state(): ExchangeState {
    return this.#exchange.state;
  }

  get events(): string {
    return this.#lines.text;
  }

  /** Writes down what happened since the last time. */
  #note(): void {
    const batch = this.#exchange.drain();
    if (!batch) return;
    this.log.push(...batch.events);
    this.#lines.batch(batch, this.#market.time);
    for (const statement of batch.statements) {
      this.statements.push(statement);
      this.#lines.statement(statement);
    }
  }

  /** Replays every day. A command that comes at the time of a row comes after it: it meets the market that the row shows. */
  run(commands: readonly TimedCommand[]): void {
    const { tradingDays } = this.#market;
    let next = 0;
    for (const [day, tradingDay] of tradingDays.entries()) {
      this.#market.startDay(day);
      const last = day === tradingDays.length - 1 ? Infinity : this.#market.lastTime;
      let rows = 0;
      while (this.#market.nextTime < Infinity || (next < commands.length && commands[next].time <= last)) {
        if (next < commands.length && commands[next].time < this.#market.nextTime) {
          this.#market.time = commands[next].time;
          this.#apply(commands[next++].command);
        } else {
          this.#market.step(this.#listener);
          if (rows++ === 0) this.#exchange.beginDay();
        }
        this.#note();
      }
      for (const id of this.#market.unsettled()) this.notes.push(`${id} ${tradingDay}: the file has no settlement price; settled at the last price`);
      this.#exchange.settle(tradingDay, this.#market.settlement());
      this.#note();
    }
  }

  #apply(command: Command): void {
    const { account } = command;
    this.#exchange.createAccount(account, account, {});
    switch (command.kind) {
      case 'deposit':
        return this.#cash(account, 'deposit', this.#exchange.moveCash(account, command.currency, moneyOf(command.deposit)));
      case 'withdraw':
        return this.#cash(account, 'withdraw', this.#exchange.moveCash(account, command.currency, -moneyOf(command.withdraw)));
      case 'transfer': {
        const { to, amount, currency } = command.transfer;
        this.#exchange.createAccount(to, to, {});
        return this.#cash(account, 'transfer', this.#exchange.transferCash(account, to, currency, moneyOf(amount)));
      }
      case 'place':
        return this.#place(account, command.place);
      case 'cancel':
        return this.#exchange.cancel(account, command.cancel.id, null);
      case 'modify': {
        const { id, price, quantity } = command.modify;
        const order = this.#exchange.state.find(account, id, null);
        const instrument = order && this.#instruments.get(order.intent.instrument);
        const ticks = price === undefined || !instrument ? null : ticksOf(instrument, price);
        return this.#exchange.modify(account, id, wireId(order?.number ?? 0), ticks, quantity ?? order?.quantity ?? 0);
      }
    }
  }

  #cash(account: string, request: string, fault: ReturnType<Exchange['moveCash']>): void {
    this.#note();
    if (fault) this.#lines.refused(this.#market.time, account, request, fault);
  }

  #place(account: string, asked: Extract<Command, { kind: 'place' }>['place']): void {
    const instrument = this.#instruments.get(asked.instrument);
    if (!instrument) throw new Error(`no day file of ${asked.instrument}`);
    const { id, side, offset, type, price, quantity, timeInForce, trigger, trail, limitOffset } = asked;
    const ticks = (value: number | null): Ticks | null => (value === null ? null : ticksOf(instrument, value));
    const condition: OrderCondition | undefined =
      trigger === null && trail === null ? undefined : { trigger: ticks(trigger), trail: trail === null ? null : 'ratio' in trail ? trail : { amount: ticksOf(instrument, trail.amount) }, limitOffset: ticks(limitOffset) };
    const intent: OrderIntent = { id, account, instrument: asked.instrument, side, offset, type, price: ticks(price), quantity, timeInForce, ...(condition ? { condition } : {}) };
    if (this.#exchange.state.find(account, id, null)) return this.#lines.refused(this.#market.time, account, 'place', { code: 'order-id-taken', params: { id } }, { order: id });
    this.#exchange.place(intent);
  }
}

/** Replays, applies, settles. The same input gives the same output, byte for byte. */
export function run(input: RunInput): RunOutput {
  const run = new Run(input);
  run.run(input.commands);
  const { events, statements, log, state, notes } = run;
  return { events, statements, statementText: statements.map(statementText).join('\n'), log, state, notes };
}
