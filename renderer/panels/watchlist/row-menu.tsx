/** What a right click on a row of the watchlist offers. */
import { ContextMenu } from 'radix-ui';
import { useState, type MouseEvent, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { instrumentOf } from '#renderer/state/instruments.ts';
import { reminderEditor } from '#renderer/state/reminder-editor.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { prefillTicket } from '#renderer/state/ticket.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { markOf, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Side } from '#shared/model/order.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { setInstruments } from './watchlist-commands.ts';
import { movedTo, withoutInstrument } from './watchlist-model.ts';
import { watchlistWords } from './watchlist-words.ts';

/** Takes the instrument and the price across to the order entry; nothing is sent. */
function toTicket(instrument: string, side: Side): void {
  selectInstrument(instrument);
  openPanel('order-entry');
  const { market } = client();
  const slot = market.slotOf(instrument);
  if (slot === undefined) return;
  const base = slot * QUOTE_WIDTH;
  const touch = market.quotes[base + (side === 'buy' ? QUOTE.ask : QUOTE.bid)];
  const price = Number.isNaN(touch) ? markOf(market.quotes, base) : touch;
  if (!Number.isNaN(price)) prefillTicket(instrument, side, price);
}

export function RowMenu({ list, children }: { readonly list: Watchlist | undefined; readonly children: ReactNode }): ReactNode {
  const words = useWords(watchlistWords);
  const [target, setTarget] = useState<string | null>(null);
  const find = (event: MouseEvent): void => {
    const row = (event.target as Element).closest('[row-id]')?.getAttribute('row-id') ?? null;
    setTarget(row);
    if (row === null) event.preventDefault();
  };
  const known = target !== null && instrumentOf(target) !== undefined;
  const change = (ids: (list: Watchlist, id: string) => readonly string[]): void => {
    if (list && target !== null) void setInstruments(list, ids(list, target));
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={find}>
        <div className="paged-grid">{children}</div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="pop pop-menu">
          <ContextMenu.Item className="pop-item tone-buy" disabled={!known} onSelect={() => target !== null && toTicket(target, 'buy')}>{words.buy}</ContextMenu.Item>
          <ContextMenu.Item className="pop-item tone-sell" disabled={!known} onSelect={() => target !== null && toTicket(target, 'sell')}>{words.sell}</ContextMenu.Item>
          <ContextMenu.Item className="pop-item" disabled={!known} onSelect={() => target !== null && reminderEditor.open(target)}>{words.reminder}</ContextMenu.Item>
          <ContextMenu.Separator className="pop-separator" />
          <ContextMenu.Item className="pop-item" onSelect={() => change(({ instruments }, id) => movedTo(instruments, id, 0))}>{words.toTop}</ContextMenu.Item>
          <ContextMenu.Item className="pop-item" onSelect={() => change(({ instruments }, id) => movedTo(instruments, id, instruments.length - 1))}>{words.toBottom}</ContextMenu.Item>
          <ContextMenu.Separator className="pop-separator" />
          <ContextMenu.Item className="pop-item" onSelect={() => change(({ instruments }, id) => withoutInstrument(instruments, id))}>{words.remove}</ContextMenu.Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
