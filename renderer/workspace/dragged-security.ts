/** A security on its way from one panel to another, as the browser carries it: dropped on the watchlist it is added. Pure but for the transfer. */

/** As the broker of a connection names it; `instrument` where the terminal carries it already. */
export interface DraggedSecurity {
  readonly connection: string;
  readonly code: string;
  readonly name: string;
  readonly instrument: string | null;
}

export const SECURITY_TYPE = 'application/x-pankou-security';

export function writeSecurity(transfer: DataTransfer, security: DraggedSecurity): void {
  transfer.setData(SECURITY_TYPE, JSON.stringify(security));
  transfer.setData('text/plain', security.code);
  transfer.effectAllowed = 'copy';
}

/** What is dropped; null where it is none of ours. */
export function readSecurity(transfer: Pick<DataTransfer, 'getData'>): DraggedSecurity | null {
  try {
    const { connection, code, name, instrument } = JSON.parse(transfer.getData(SECURITY_TYPE)) as Partial<Record<keyof DraggedSecurity, unknown>>;
    if (typeof connection !== 'string' || typeof code !== 'string') return null;
    return { connection, code, name: typeof name === 'string' ? name : '', instrument: typeof instrument === 'string' ? instrument : null };
  } catch {
    return null;
  }
}
