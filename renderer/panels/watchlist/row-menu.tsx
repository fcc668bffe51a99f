/** What a right click on a row of the watchlist offers. */
import { ContextMenu } from 'radix-ui';
import { useState, type DragEvent, type MouseEvent, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { instrumentOf } from '#renderer/state/instruments.ts';
import { notify } from '#renderer/state/notices.ts';
import { reminderEditor } from '#renderer/state/reminder-editor.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { prefillTicket } from '#renderer/state/ticket.ts';
import { watchSecurity } from '#renderer/workspace/commands/found-security.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { readSecurity, SECURITY_TYPE } from '#renderer/workspace/dragged-security.ts';
import { connectionName } from '#renderer/workspace/language/connection-name.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { Connection } from '#shared/model/connection.ts';
import { markOf, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Side } from '#shared/model/order.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { useGroupKeepers } from './broker-groups.tsx';
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

/** In and out of the broker's group of the list's name. */
function GroupItems({ connection, list, instrument }: { readonly connection: Connection; readonly list: Watchlist; readonly instrument: string }): ReactNode {
  const words = useWords(watchlistWords);
  const language = useSettings((s) => s.settings.language);
  const name = connectionName(connection, language);
  const put = async (add: readonly string[], remove: readonly string[]): Promise<void> => {
    const answer = await command('groups.change', { connection: connection.id, group: list.name, add: [...add], remove: [...remove] });
    if (answer.ok) notify('good', words.groupChanged(list.name));
  };
  return (
    <>
      <ContextMenu.Separator className="pop-separator" />
      <ContextMenu.Item className="pop-item" onSelect={() => void put([instrument], [])}>{words.addToGroup(name)}</ContextMenu.Item>
      <ContextMenu.Item className="pop-item" onSelect={() => void put([], [instrument])}>{words.removeFromGroup(name)}</ContextMenu.Item>
    </>
  );
}

export function RowMenu({ list, children }: { readonly list: Watchlist | undefined; readonly children: ReactNode }): ReactNode {
  const words = useWords(watchlistWords);
  const keepers = useGroupKeepers();
  const [target, setTarget] = useState<string | null>(null);
  const find = (event: MouseEvent): void => {
    const row = (event.target as Element).closest('[row-id]')?.getAttribute('row-id') ?? null;
    setTarget(row);
    if (row === null) event.preventDefault();
  };
  const known = target !== null && instrumentOf(target) !== undefined;
  const allow = (event: DragEvent): void => {
    if (event.dataTransfer.types.includes(SECURITY_TYPE)) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    const security = readSecurity(event.dataTransfer);
    if (!security) return;
    event.preventDefault();
    void watchSecurity(security);
  };
  const change = (ids: (list: Watchlist, id: string) => readonly string[]): void => {
    if (list && target !== null) void setInstruments(list, ids(list, target));
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={find}>
        <div className="paged-grid" onDragOver={allow} onDrop={drop}>{children}</div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="pop pop-menu">
          <ContextMenu.Item className="pop-item tone-buy" disabled={!known} onSelect={() => target !== null && toTicket(target, 'buy')}>{words.buy}</ContextMenu.Item>
          <ContextMenu.Item className="pop-item tone-sell" disabled={!known} onSelect={() => target !== null && toTicket(target, 'sell')}>{words.sell}</ContextMenu.Item>
          <ContextMenu.Item className="pop-item" disabled={!known} onSelect={() => target !== null && reminderEditor.open(target)}>{words.reminder}</ContextMenu.Item>
          <ContextMenu.Separator className="pop-separator" />
          <ContextMenu.Item className="pop-item" onSelect={() => change(({ instruments }, id) => movedTo(instruments, id, 0))}>{words.toTop}</ContextMenu.Item>
          <ContextMenu.Item className="pop-item" onSelect={() => change(({ instruments }, id) => movedTo(instruments, id, instruments.length - 1))}>{words.toBottom}</ContextMenu.Item>
          {list && target !== null ? keepers.map((connection) => <GroupItems key={connection.id} connection={connection} list={list} instrument={target} />) : null}
          <ContextMenu.Separator className="pop-separator" />
          <ContextMenu.Item className="pop-item" onSelect={() => change(({ instruments }, id) => withoutInstrument(instruments, id))}>{words.remove}</ContextMenu.Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
