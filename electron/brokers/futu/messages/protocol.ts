/**
 * A protocol of OpenD: an id with what is asked and what is answered. All share one envelope (seeds/003, "协议体", lines 11246-11284):
 * a request is { 1: c2s }, an answer or a push { 1: retType, 2: retMsg, 3: errCode, 4: s2c }.
 */
import { message, opt, req, type Decoded, type Encodable, type Fields, type Message } from '#electron/brokers/futu/wire/schema.ts';

/** Asked by a client and answered by OpenD under the same serial number. */
export interface Call<C extends Message = Message, S extends Message = Message> {
  readonly kind: 'call';
  readonly name: string;
  readonly id: number;
  readonly c2s: C;
  readonly s2c: S;
  readonly request: Message;
  readonly response: Message;
}

/** Sent by OpenD at its own time; its serial number means nothing. */
export interface Push<S extends Message = Message> {
  readonly kind: 'push';
  readonly name: string;
  readonly id: number;
  readonly s2c: S;
  readonly response: Message;
}

export type Protocol = Call | Push;

export type Asked<P> = P extends Call<infer C> ? Encodable<C> : never;
export type Answered<P> = P extends Call<Message, infer S> ? Decoded<S> : P extends Push<infer S> ? Decoded<S> : never;

/** An answer's envelope. `s2c` is missing where there is nothing to say or the request failed. */
export interface Response<S> {
  readonly retType: number;
  readonly retMsg?: string;
  readonly errCode?: number;
  readonly s2c?: S;
}

const responseOf = (name: string, s2c: Message): Message =>
  message(`${name}.Response`, { retType: req.int32(1), retMsg: opt.string(2), errCode: opt.int32(3), s2c: opt.of(4, s2c) });

/** @param name as Futu's own documents call the protocol */
export function call<C extends Fields, S extends Fields>(name: string, id: number, asked: C, answered: S): Call<Message<C>, Message<S>> {
  const c2s = message(`${name}.C2S`, asked);
  const s2c = message(`${name}.S2C`, answered);
  return { kind: 'call', name, id, c2s, s2c, request: message(`${name}.Request`, { c2s: req.of(1, c2s) }), response: responseOf(name, s2c) };
}

export function push<S extends Fields>(name: string, id: number, told: S): Push<Message<S>> {
  const s2c = message(`${name}.S2C`, told);
  return { kind: 'push', name, id, s2c, response: responseOf(name, s2c) };
}
