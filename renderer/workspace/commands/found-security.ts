/** What can be done with a security that a broker named: have it listed, show it on the linked panels, put it into the watchlist. */
import { chosenList, inOrder, withInstrument } from '#renderer/panels/watchlist/watchlist-model.ts';
import { addList, setInstruments } from '#renderer/panels/watchlist/watchlist-commands.ts';
import { watchlistWords } from '#renderer/panels/watchlist/watchlist-words.ts';
import { instrumentOf } from '#renderer/state/instruments.ts';
import { notify } from '#renderer/state/notices.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWatchlists } from '#renderer/state/topics.ts';
import type { DraggedSecurity } from '#renderer/workspace/dragged-security.ts';
import { foundWords } from './found-words.ts';
import { command } from './order-commands.ts';

/** Its id, once the terminal carries it; null where it cannot, which has been said. */
async function listed({ connection, code, instrument }: DraggedSecurity): Promise<string | null> {
  if (instrument !== null && instrumentOf(instrument)) return instrument;
  const answer = await command('instruments.take', { connection, codes: [code] });
  if (!answer.ok) return null;
  const id = answer.value.at(0) ?? null;
  if (id === null) notify('warning', foundWords[useSettings.getState().settings.language].notListed(code));
  return id;
}

export async function linkSecurity(security: DraggedSecurity): Promise<void> {
  const id = await listed(security);
  if (id !== null) selectInstrument(id);
}

/** Into the watchlist in use, behind the others. @param link shows it on the linked panels too */
export async function watchSecurity(security: DraggedSecurity, link = false): Promise<void> {
  const id = await listed(security);
  if (id === null) return;
  if (link) selectInstrument(id);
  const { settings } = useSettings.getState();
  const lists = inOrder(useWatchlists.getState().items);
  const list = chosenList(lists, settings.watchlist);
  const words = foundWords[settings.language];
  const name = security.name || security.code;
  if (!list) return addList(lists, watchlistWords[settings.language].newList, [id]);
  if (list.instruments.includes(id)) return notify('info', words.alreadyIn(name, list.name));
  await setInstruments(list, withInstrument(list.instruments, id));
  notify('good', words.added(name, list.name));
}
