/** The positions of the account in use as rows, and the instruments whose quotes they need. */
import { useMemo } from 'react';
import { useInstruments } from '#renderer/state/instruments.ts';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { usePositions } from '#renderer/state/topics.ts';
import { positionRows, type PositionRow } from './positions-model.ts';

export function usePositionRows(): { readonly rows: readonly PositionRow[]; readonly quotes: readonly string[] } {
  const account = useSelectedAccount()?.id;
  const positions = usePositions((s) => s.items);
  const instruments = useInstruments((s) => s.byId);
  const rows = useMemo(() => positionRows(positions, account, instruments), [positions, account, instruments]);
  const held = rows.filter((row) => !row.flat).map((row) => row.position.instrument).join('\n');
  const quotes = useMemo(() => (held === '' ? [] : [...new Set(held.split('\n'))]), [held]);
  return { rows, quotes };
}
