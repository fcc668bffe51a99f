/** What the answers to calls are made from, and how a call is declared. */
import type { Call } from '#electron/brokers/futu/messages/protocol.ts';
import type { Decoded, Encodable, Message } from '#electron/brokers/futu/wire/schema.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { SecurityName } from './securities.ts';
import type { ClientConnection } from './server/client-connection.ts';
import type { Terminal } from './terminal.ts';

/** One request under way. */
export interface Asking {
  readonly connection: ClientConnection;
  readonly serial: number;
}

/** Its request was read by the call's own table. */
export type Answerer = (c2s: unknown, asking: Asking) => Result<unknown> | Promise<Result<unknown>>;

/** Which protocols are answered, by id. */
export type Answers = Map<number, Answerer>;

/** Declares how a call is answered: its request and answer are typed by its table. */
export function answer<C extends Message, S extends Message>(
  answers: Answers,
  call: Call<C, S>,
  by: (c2s: Decoded<C>, asking: Asking) => Result<Encodable<S>> | Promise<Result<Encodable<S>>>,
): void {
  answers.set(call.id, (c2s, asking) => by(c2s as Decoded<C>, asking));
}

/** The instruments of a list of names, in its order; refused with the first that is unknown. */
export async function instrumentsOf(terminal: Terminal, names: readonly SecurityName[], max: number): Promise<Result<Instrument[]>> {
  if (names.length === 0) return fail('gateway-argument', { what: 'securityList', value: '[]' });
  if (names.length > max) return fail('gateway-too-many', { what: 'securityList', max });
  const instruments: Instrument[] = [];
  for (const name of names) {
    const found = await instrumentOf(terminal, name);
    if (!found.ok) return found;
    instruments.push(found.value);
  }
  return ok(instruments);
}

const PREFIXES: Readonly<Record<number, string>> = { 1: 'HK', 11: 'US', 21: 'SH', 22: 'SZ' };

/** `HK.00700`: how a security is written. */
export const writtenName = ({ market, code }: SecurityName): string => `${PREFIXES[market] ?? market}.${code}`;

export async function instrumentOf(terminal: Terminal, name: SecurityName): Promise<Result<Instrument>> {
  const instrument = await terminal.find(name);
  return instrument ? ok(instrument) : fail('gateway-security-unknown', { security: writtenName(name).slice(0, 40) });
}

/** Instruments and what the options among them are on: their figures need both quotes. */
export const withUnderlyings = (terminal: Terminal, instruments: readonly Instrument[]): readonly Instrument[] => [
  ...new Set([...instruments, ...instruments.flatMap(({ option }) => (option ? (terminal.instrument(option.underlying) ?? []) : []))]),
];
