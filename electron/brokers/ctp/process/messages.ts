/** What the terminal and the process that holds a vendor's library say to each other. Structured-clone data only. */
import type { CallArgument, CallbackArgument } from '../binding/native-api.ts';
import type { Fault } from '#shared/result.ts';
import type { ApiKind } from '../sdk-folder.ts';

/** Where the fields of a callback's first struct lie, for whoever reads its bytes. */
export interface RawLayout {
  readonly size: number;
  readonly fields: Readonly<Record<string, { readonly offset: number; readonly size: number }>>;
}

export interface OpenRequest {
  readonly folder: string;
  readonly kind: ApiKind;
  /** Folder for the vendor's flow files; made where it is absent. */
  readonly flow: string;
  readonly flags?: readonly boolean[];
  /** Callbacks whose first struct comes as bytes, gathered: market data. */
  readonly raw: readonly string[];
}

export type ToChild =
  | { readonly type: 'open'; readonly request: OpenRequest }
  /** `wait`: on a thread of its own, for what blocks (Init). */
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly values: readonly CallArgument[]; readonly wait: boolean }
  | { readonly type: 'ping' }
  | { readonly type: 'release'; readonly limitMs: number };

export type FromChild =
  | { readonly type: 'opened'; readonly version: string | null; readonly methods: readonly string[]; readonly layouts: Readonly<Record<string, RawLayout>> }
  | { readonly type: 'refused'; readonly fault: Fault }
  | { readonly type: 'result'; readonly id: number; readonly value: string | number | null; readonly error: string | null }
  | { readonly type: 'callback'; readonly name: string; readonly values: readonly CallbackArgument[] }
  /** Structs of one callback since the last time, one after another, in order. */
  | { readonly type: 'batch'; readonly name: string; readonly bytes: Uint8Array; readonly size: number }
  | { readonly type: 'pong' }
  | { readonly type: 'released'; readonly inTime: boolean };

/** Market data are sent on this often. */
export const BATCH_MS = 5;
