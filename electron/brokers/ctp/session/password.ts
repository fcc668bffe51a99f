/**
 * The password of a login, which may be changed on the way: a counter that lets nobody in before the password is changed gets the new one
 * that the user typed, and from then on that is the password, in the vault too. Which of the two is in force is known at every moment, also
 * when the program ends between the change and the vault: the change is noted before it is asked for.
 */
import { createHash } from 'node:crypto';
import type { Fault, Result } from '#shared/result.ts';

/** Keeps secrets that were changed here; what is empty is forgotten. Durable when it returns. */
export type KeepSecrets = (change: Readonly<Record<string, string>>) => Result<null>;

/** Where it is noted that a change was asked for, by a digest that says nothing of the password. Empty: none. */
export interface PasswordNote {
  read(): string | null;
  write(digest: string): void;
}

export interface PasswordOptions {
  readonly brokerId: string;
  readonly userId: string;
  readonly password: string;
  /** For a counter that asks for another one; empty: none. */
  readonly newPassword: string;
  readonly note: PasswordNote;
  readonly keep: KeepSecrets;
  /** What could not be kept. */
  readonly trouble: (fault: Fault) => void;
}

export class Password {
  readonly #options: PasswordOptions;
  #current: string;
  #next: string;

  constructor(options: PasswordOptions) {
    this.#options = options;
    this.#current = options.password;
    this.#next = options.newPassword;
  }

  /** In force, as far as is known. */
  get current(): string {
    return this.#current;
  }

  /** For a counter that asks for another one; null: the user gave none. */
  get next(): string | null {
    return this.#next === '' ? null : this.#next;
  }

  /** To be tried, the likelier first: two where a change was asked for and its outcome never heard. */
  get candidates(): readonly string[] {
    return this.#next !== '' && this.#options.note.read() === this.#digest ? [...new Set([this.#next, this.#current])] : [this.#current];
  }

  get #digest(): string {
    const { brokerId, userId } = this.#options;
    return createHash('sha256').update(`${brokerId}\n${userId}\n${this.#next}`).digest('hex');
  }

  /** The change is about to be asked for. */
  asking(): void {
    this.#options.note.write(this.#digest);
  }

  /** The counter refused it. */
  refused(): void {
    this.#options.note.write('');
  }

  /** One of the two was let in, or the change was made. */
  works(password: string): void {
    if (password !== this.#next || this.#next === '') return;
    const { keep, note, trouble } = this.#options;
    this.#current = password;
    const kept = keep({ password, newPassword: '' });
    // Unkept, the note stays: the next start tries the new one first.
    if (!kept.ok) return trouble(kept.fault);
    this.#next = '';
    note.write('');
  }
}
