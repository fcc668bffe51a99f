import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file so that after a crash there is the old one or the new one, whole, readable by this user only. Throws what
 * the file system throws; the old file then stays.
 */
export function replaceFile(file: string, content: string): void {
  const temporary = `${file}.new`;
  try {
    // A leftover of an earlier crash may have another mode.
    rmSync(temporary, { force: true });
    synced(openSync(temporary, 'wx', 0o600), content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  // The name is durable once its folder is; Windows neither needs nor allows it.
  if (process.platform !== 'win32') synced(openSync(dirname(file), 'r'), '');
}

function synced(handle: number, content: string): void {
  try {
    let bytes = Buffer.from(content);
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(handle, bytes));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
