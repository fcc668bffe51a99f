/**
 * Errors are values: a code, the figures that go into its sentence, and the broker's own text where there is one.
 * The sentence itself is made where it is shown (shared/faults.ts), in the language of the screen.
 */
import type { FaultCode } from './faults.ts';

/** What went wrong. `params` fill the sentence's placeholders; `brokerText` is the vendor's own wording, shown as it came. */
export interface Fault {
  readonly code: FaultCode;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly brokerText?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** A success. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** A failure, with the figures of its sentence. */
export const fail = (code: FaultCode, params?: Fault['params'], brokerText?: string): { ok: false; fault: Fault } => ({
  ok: false,
  fault: { code, ...(params ? { params } : {}), ...(brokerText === undefined ? {} : { brokerText }) },
});
