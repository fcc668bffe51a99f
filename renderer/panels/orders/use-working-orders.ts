/** The working orders of the account in use as rows that keep still under the pointer, and what was pressed on them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useInstruments } from '#renderer/state/instruments.ts';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useOrders } from '#renderer/state/topics.ts';
import type { Pressed } from './order-cells.ts';
import { arrangeOrders, LINGER_MS, openElsewhere, orderRows, type OrderRow } from './orders-model.ts';

export interface WorkingOrders {
  readonly account: string | undefined;
  readonly rows: readonly OrderRow[];
  /** Still open, without those that only linger. */
  readonly open: number;
  readonly elsewhere: number;
  readonly press: (id: string, what: Pressed | null) => void;
  readonly hold: (holding: boolean) => void;
}

export function useWorkingOrders(): WorkingOrders {
  const account = useSelectedAccount()?.id;
  const orders = useOrders((s) => s.items);
  const instruments = useInstruments((s) => s.byId);
  const [pressed, setPressed] = useState<ReadonlyMap<string, Pressed>>(new Map());
  const [holding, setHolding] = useState(false);
  const [tick, setTick] = useState(0);
  const shown = useRef<readonly OrderRow[]>([]);

  const rows = useMemo(() => {
    const before = shown.current;
    const arranged = arrangeOrders(orders, account, before.map((row) => row.id), holding, Date.now());
    const next = orderRows(arranged, instruments, pressed, new Map(before.map((row) => [row.id, row])));
    shown.current = next;
    return next;
    // `tick` lets lingering rows leave.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [orders, account, instruments, pressed, holding, tick]);

  const over = rows.filter((row) => row.over).length;
  useEffect(() => {
    if (over === 0 || holding) return;
    const timer = setTimeout(() => setTick((n) => n + 1), LINGER_MS / 2);
    return () => clearTimeout(timer);
  }, [over, holding, tick]);

  const press = useCallback((id: string, what: Pressed | null) => {
    setPressed((before) => {
      const next = new Map(before);
      if (what === null) next.delete(id);
      else next.set(id, what);
      return next;
    });
  }, []);

  const elsewhere = useMemo(() => openElsewhere(orders, account), [orders, account]);
  return { account, rows, open: rows.length - over, elsewhere, press, hold: setHolding };
}
