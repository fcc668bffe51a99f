/** What can be done with watchlists, by name. */
import { changeSettings } from '#renderer/state/settings.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';

export async function setInstruments(list: Watchlist, instruments: readonly InstrumentId[]): Promise<void> {
  await command('watchlist.save', { id: list.id, name: list.name, position: list.position, instruments: [...instruments] });
}

export async function renameList(list: Watchlist, name: string): Promise<void> {
  const trimmed = name.trim().slice(0, 40);
  if (trimmed !== '' && trimmed !== list.name) await command('watchlist.save', { id: list.id, name: trimmed, position: list.position, instruments: [...list.instruments] });
}

/** Makes a list behind the others and shows it. */
export async function addList(lists: readonly Watchlist[], name: string, instruments: readonly InstrumentId[] = []): Promise<void> {
  const position = lists.reduce((most, list) => Math.max(most, list.position + 1), 0);
  const answer = await command('watchlist.save', { name, position, instruments: [...instruments] });
  if (answer.ok) changeSettings({ watchlist: answer.value.id });
}

export async function removeList(list: Watchlist): Promise<void> {
  await command('watchlist.remove', { id: list.id });
}
