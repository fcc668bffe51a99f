/**
 * Groups that a broker keeps for the user, taken over as groups of the terminal and written back. The user says when; nothing is kept in
 * step by itself, so that a slip on one side is no loss on the other.
 */
import type { Broker, WatchlistGroup, WatchlistGroups } from '#electron/brokers/broker.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Watchlists } from './watchlists.ts';

/** Longest name of a group here (contract, watchlist.save). */
const NAME_MAX = 40;

export interface GroupsOptions {
  readonly named: (connection: string) => { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined;
  readonly watchlists: Pick<Watchlists, 'all' | 'save'>;
}

/** Errors of all: connection-unknown, connection-is-down, groups-not-offered, and what the broker says. */
export function createWatchlistGroups({ named, watchlists }: GroupsOptions) {
  const groupsOf = (connection: string): Result<WatchlistGroups> => {
    const at = named(connection);
    if (!at) return fail('connection-unknown', { connection });
    if (!at.broker.watchlistGroups) return fail('groups-not-offered', { name: at.name });
    return at.up ? ok(at.broker.watchlistGroups) : fail('connection-is-down', { name: at.name });
  };

  const writableOf = async (groups: WatchlistGroups, name: string): Promise<Result<null>> => {
    const listed = await groups.list();
    if (!listed.ok) return listed;
    const writable = listed.value.filter((group) => group.writable);
    return writable.some((group) => group.name === name) ? ok(null) : fail('group-unknown', { name, offered: writable.map((each) => each.name).join(', ') });
  };

  return {
    async list(connection: string): Promise<Result<readonly WatchlistGroup[]>> {
      const groups = groupsOf(connection);
      return groups.ok ? groups.value.list() : groups;
    },

    /** Makes a group of that name, or brings the one that has it to what the broker's holds. `others`: what is no instrument here. */
    async take(connection: string, name: string): Promise<Result<{ readonly watchlist: Watchlist; readonly others: number }>> {
      const groups = groupsOf(connection);
      if (!groups.ok) return groups;
      const read = await groups.value.read(name);
      if (!read.ok) return read;
      const all = watchlists.all();
      const called = name.slice(0, NAME_MAX);
      const same = all.find((watchlist) => watchlist.name === called);
      const position = same?.position ?? all.reduce((last, each) => Math.max(last, each.position), -1) + 1;
      const saved = watchlists.save({ ...(same ? { id: same.id } : {}), name: called, instruments: [...read.value.instruments], position });
      return saved.ok ? ok({ watchlist: saved.value, others: read.value.others }) : saved;
    },

    /** Errors besides: group-unknown, instrument-unknown. */
    async change(connection: string, name: string, add: readonly string[], remove: readonly string[]): Promise<Result<null>> {
      const groups = groupsOf(connection);
      if (!groups.ok) return groups;
      const group = await writableOf(groups.value, name);
      return group.ok ? groups.value.change(name, add, remove) : group;
    },

    /** Brings the broker's group of a watchlist's name to what the watchlist holds; what is no instrument here stays in it. Errors besides: watchlist-unknown, group-unknown, instrument-unknown. */
    async give(connection: string, id: string): Promise<Result<{ readonly added: number; readonly removed: number }>> {
      const groups = groupsOf(connection);
      if (!groups.ok) return groups;
      const watchlist = watchlists.all().find((each) => each.id === id);
      if (!watchlist) return fail('watchlist-unknown');
      const group = await writableOf(groups.value, watchlist.name);
      if (!group.ok) return group;
      const held = await groups.value.read(watchlist.name);
      if (!held.ok) return held;
      const add = watchlist.instruments.filter((instrument) => !held.value.instruments.includes(instrument));
      const remove = held.value.instruments.filter((instrument) => !watchlist.instruments.includes(instrument));
      const changed = await groups.value.change(watchlist.name, add, remove);
      return changed.ok ? ok({ added: add.length, removed: remove.length }) : changed;
    },
  };
}

export type BrokerGroups = ReturnType<typeof createWatchlistGroups>;
