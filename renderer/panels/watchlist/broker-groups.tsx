/** Groups that a broker keeps for the user: taken over as watchlists, and written back. */
import { CloudDownload } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { notify } from '#renderer/state/notices.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { useConnections } from '#renderer/state/topics.ts';
import { askPatiently } from '#renderer/workspace/commands/ask-patiently.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { AskingNote } from '#renderer/workspace/grid/asking-note.tsx';
import { connectionName } from '#renderer/workspace/language/connection-name.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { Answer, Ask, CommandName } from '#shared/contract/commands.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Connection } from '#shared/model/connection.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import type { Fault, Result } from '#shared/result.ts';
import { watchlistWords } from './watchlist-words.ts';

/** Connections whose broker keeps groups, and that are up. */
export const useGroupKeepers = (): readonly Connection[] => {
  const connections = useConnections((s) => s.items);
  return connections.filter(({ services, state }) => services.includes('groups') && state === 'up');
};

interface Running {
  readonly since: number;
  readonly until: number | null;
}

/** One command at a time, at the broker's pace. */
export function useBrokerCommand(): { readonly running: Running | null; readonly fault: Fault | null; readonly run: <C extends CommandName>(name: C, ask: Ask<C>) => Promise<Result<Answer<C>>> } {
  const [running, setRunning] = useState<Running | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const run = async <C extends CommandName>(name: C, ask: Ask<C>): Promise<Result<Answer<C>>> => {
    setFault(null);
    setRunning({ since: Date.now(), until: null });
    const answer = await askPatiently<Answer<C>>(() => command(name, ask, true), { onWait: (until) => setRunning((now) => now && { ...now, until }), isOver: () => false });
    setRunning(null);
    if (!answer.ok) setFault(answer.fault);
    return answer;
  };
  return { running, fault, run };
}

/** The way to them, where a connection has any. */
export function BrokerGroups({ list }: { readonly list: Watchlist | undefined }): ReactNode {
  const words = useWords(watchlistWords);
  const keepers = useGroupKeepers();
  if (keepers.length === 0) return null;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="bar-button bar-button-icon" aria-label={words.brokerGroups} title={words.brokerGroups} data-testid="broker-groups">
          <CloudDownload size={14} aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop watchlist-groups" side="bottom" align="start" sideOffset={4} collisionPadding={8} aria-label={words.brokerGroups}>
          {keepers.map((connection) => <Groups key={connection.id} connection={connection} list={list} />)}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type Group = Answer<'groups.list'>[number];

function Groups({ connection, list }: { readonly connection: Connection; readonly list: Watchlist | undefined }): ReactNode {
  const words = useWords(watchlistWords);
  const language = useSettings((s) => s.settings.language);
  const [groups, setGroups] = useState<readonly Group[] | null>(null);
  const { running, fault, run } = useBrokerCommand();
  const name = connectionName(connection, language);
  const own = list && groups?.some((group) => group.writable && group.name === list.name) ? list : undefined;

  const load = async (): Promise<void> => {
    const answer = await run('groups.list', { connection: connection.id });
    if (answer.ok) setGroups(answer.value);
  };
  const take = async (group: string): Promise<void> => {
    const answer = await run('groups.take', { connection: connection.id, group });
    if (!answer.ok) return;
    changeSettings({ watchlist: answer.value.watchlist.id });
    notify('good', words.taken(group, answer.value.watchlist.instruments.length, answer.value.others));
  };
  const give = async (of: Watchlist): Promise<void> => {
    const answer = await run('groups.give', { connection: connection.id, watchlist: of.id });
    if (answer.ok) notify('good', words.given(of.name, answer.value.added, answer.value.removed));
  };
  const busy = running !== null;
  return (
    <section className="watchlist-groups-of">
      <div className="watchlist-groups-head">
        <span className="pop-title">{words.groupsAt(name)}</span>
        <button type="button" className="bar-button" disabled={busy} onClick={() => void load()} data-testid="load-groups">{groups === null ? words.showGroups : words.refresh}</button>
      </div>
      {groups?.map((group) => (
        <div key={group.name} className="watchlist-group">
          <span>{group.name}</span>
          {group.writable ? null : <span className="tone-faint">{words.brokersOwn}</span>}
          <button type="button" className="bar-button" disabled={busy} title={words.takeTitle} onClick={() => void take(group.name)}>{words.take}</button>
        </div>
      ))}
      {groups?.length === 0 ? <div className="tone-dim">{words.noGroups}</div> : null}
      {own ? <button type="button" className="bar-button bar-button-strong" disabled={busy} title={words.giveTitle} onClick={() => void give(own)}>{words.give(own.name, name)}</button> : null}
      {running ? <AskingNote since={running.since} until={running.until} /> : null}
      {fault ? <div className="field-error">{sentenceOf(fault, language)}</div> : null}
    </section>
  );
}
