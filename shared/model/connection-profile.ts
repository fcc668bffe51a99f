/**
 * A connection that the user made: which broker system, where, and as whom. Kept in the store; passwords and the like are not in it but
 * in the vault, under the profile's id. The simulated exchange's connections come with the program and have none.
 */
import type { Language } from '../faults.ts';
import type { Fault } from '../result.ts';
import type { BrokerKind } from './connection.ts';

export type ProfileValue = string | number | boolean;

export type ProfileKind = Exclude<BrokerKind, 'simulated'>;

/** Most characters of a connection's name. */
export const PROFILE_NAME_MAX = 40;

/** Most characters of a secret. */
export const SECRET_MAX = 256;

export interface ConnectionProfile {
  /** Made by the core; the id of the connection too. */
  readonly id: string;
  readonly kind: ProfileKind;
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

/** A text that comes with the program, in both languages. */
export type Worded = Readonly<Record<Language, string>>;

interface FieldTerms {
  readonly name: string;
  readonly label: Worded;
  /** What to put there, or where to find it. */
  readonly note?: Worded;
  /** Asked for only while a choice has, or has not, a value. */
  readonly only?: { readonly field: string; readonly is: string } | { readonly field: string; readonly isNot: string };
  /** What a value leads to can be found out by itself, as soon as it is typed (command `connection.probe`). */
  readonly probed?: true;
}

/** What a broker system asks for, as a form shows it. `required`: not empty. Numbers are whole. `secret`: goes to the vault. */
export type ProfileField =
  | (FieldTerms & { readonly type: 'text' | 'file' | 'folder'; readonly default: string; readonly required: boolean; readonly maxLength: number })
  | (FieldTerms & { readonly type: 'number'; readonly default: number; readonly min: number; readonly max: number })
  | (FieldTerms & { readonly type: 'flag'; readonly default: boolean })
  | (FieldTerms & { readonly type: 'choice'; readonly default: string; readonly of: readonly { readonly value: string; readonly text: Worded }[] })
  | (FieldTerms & { readonly type: 'secret'; readonly required: boolean });

/** Where a connection can begin: values for some of the fields, and where an account is to be had. */
export interface ConnectionPreset {
  /** `kind/name`. */
  readonly id: string;
  readonly name: Worded;
  readonly note: Worded;
  readonly settings: ConnectionProfile['settings'];
  /** Addresses to read, shown as text: nothing is opened from here. */
  readonly links: readonly string[];
}

/** A broker system as the screen offers it. */
export interface SystemOffer {
  readonly kind: ProfileKind;
  readonly fields: readonly ProfileField[];
  readonly presets: readonly ConnectionPreset[];
}
