/**
 * A connection that the user made: which broker system, where, and as whom. Kept in the store; passwords and the like are not in it but
 * in the vault, under the profile's id. The simulated exchange's connections come with the program and have none.
 */
import type { Fault } from '../result.ts';
import type { BrokerKind } from './connection.ts';

export type ProfileValue = string | number | boolean;

export interface ConnectionProfile {
  /** Made by the core; the id of the connection too. */
  readonly id: string;
  readonly kind: Exclude<BrokerKind, 'simulated'>;
  /** The user's own name for it, 1 to 40 characters. */
  readonly name: string;
  /** The preset that it was begun from (`ctp/tts-7x24`), null for none. */
  readonly preset: string | null;
  /** What the kind asks for, without secrets: each broker folder has the schema. */
  readonly settings: Readonly<Record<string, ProfileValue>>;
  /** Names of the secrets that the vault holds for it (`password`, `authCode`). */
  readonly secrets: readonly string[];
}

/** One step of a connection test, in the order done: what was tried and how it ended. */
export interface ConnectionTestStep {
  readonly step: 'folder' | 'library' | 'reach' | 'handshake' | 'login' | 'quotes' | 'accounts';
  readonly ok: boolean;
  readonly ms: number;
  readonly fault: Fault | null;
  /** What was found, for the user to recognise (`OpenD 9.3`, `v6.7.2`); empty where nothing. */
  readonly detail: string;
}
