/** The largest order that funds and position allow, asked again when they or the price change, at most four times a second. */
import { useEffect, useState } from 'react';
import type { OrderType } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import { client } from '#renderer/client/current.ts';
import { useFunds, usePositions } from '#renderer/state/topics.ts';
import type { Maximum } from './order-entry-model.ts';

const ASK_EVERY_MS = 250;

/** Asks now and after each change of funds or positions, until the returned function is called. */
function followMaximum(account: string, instrument: string, price: Ticks | null, type: OrderType, quantity: number | null, onMaximum: (maximum: Maximum) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let ended = false;
  const ask = async (): Promise<void> => {
    const answer = await client().ask('order.maximum', { account, instrument, price, type, ...(quantity === null ? {} : { quantity }) });
    if (!ended && answer.ok) onMaximum(answer.value);
  };
  const askSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void ask();
    }, ASK_EVERY_MS);
  };
  askSoon();
  const offFunds = useFunds.subscribe(askSoon);
  const offPositions = usePositions.subscribe(askSoon);
  return () => {
    ended = true;
    if (timer !== null) clearTimeout(timer);
    offFunds();
    offPositions();
  };
}

/**
 * Null until the core has answered for this account and instrument.
 * @param price in ticks, null: at the market
 * @param quantity what the fee is for, null: nothing good is typed
 */
export function useMaximum(account: string, instrument: string, price: Ticks | null, type: OrderType, quantity: number | null): Maximum | null {
  const [known, setKnown] = useState<{ readonly key: string; readonly maximum: Maximum } | null>(null);
  const key = `${account}/${instrument}`;
  useEffect(() => followMaximum(account, instrument, price, type, quantity, (maximum) => setKnown({ key: `${account}/${instrument}`, maximum })), [account, instrument, price, type, quantity]);
  return known?.key === key ? known.maximum : null;
}
