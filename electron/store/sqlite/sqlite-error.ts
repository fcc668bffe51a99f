/** What an error of node:sqlite means to the store. Codes: sqlite.org/rescode.html; the low byte is the primary code. */

const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const BUSY = 5;
const READ_ONLY = 8;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

const REFUSALS: ReadonlySet<number> = new Set([IO_ERROR, CORRUPT, FULL, READ_ONLY, CANNOT_OPEN, BUSY]);

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** The disk (or another process on the file) said no: not a bug of ours, may be over later. */
export const isRefusal = (error: unknown): boolean => REFUSALS.has(primaryCode(error) ?? -1);

/** The file is no sound database. */
export const isDamage = (error: unknown): boolean => primaryCode(error) === CORRUPT || primaryCode(error) === NOT_A_DATABASE;

export const isBusy = (error: unknown): boolean => primaryCode(error) === BUSY;

/** A write or a sync failed in a way that leaves it open what reached the disk. */
export const isInputOutput = (error: unknown): boolean => primaryCode(error) === IO_ERROR;

/** The words for a fault's `reason`. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
