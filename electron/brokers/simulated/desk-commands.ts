/**
 * The way of a desk's command to the simulated exchange: decided by the exchange as it stands when the command arrives, written with what
 * else that turn brought about, and answered after whatever it changed was told of. Where the disk refuses, nothing of it was done, and the
 * answer says so.
 */
import { fail, type Result } from '#shared/result.ts';
import type { DelayLine } from './delay-line.ts';
import type { DurableExchange } from './durable-exchange.ts';
import type { Exchange } from './exchange/exchange.ts';

export interface DeskOptions {
  readonly durable: DurableExchange;
  readonly wayIn: DelayLine;
  readonly wayOut: DelayLine;
  /** Runs a task in a turn of its own. */
  readonly later: (ms: number, task: () => void) => void;
}

/** Has a command decided, written, told of and answered. */
export type DeskCommand = <T>(decide: (exchange: Exchange) => Result<T>) => Promise<Result<T>>;

export const deskCommand =
  ({ durable, wayIn, wayOut, later }: DeskOptions): DeskCommand =>
  <T>(decide: (exchange: Exchange) => Result<T>): Promise<Result<T>> =>
    new Promise((resolve) => {
      const arrive = (): void => {
        const exchange = durable.running;
        const decided: Result<T> = exchange ? decide(exchange) : fail('broker-down');
        const unwritten = durable.flush();
        // A refusal stands whatever became of the rest of the turn.
        const answer: Result<T> = decided.ok && unwritten ? { ok: false, fault: unwritten } : decided;
        wayOut.send(() => resolve(answer));
      };
      later(0, () => wayIn.send(arrive));
    });
