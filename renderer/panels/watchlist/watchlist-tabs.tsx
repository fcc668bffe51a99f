/** The groups of the watchlist: choose, add, rename (double click) and remove. */
import { Plus } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { changeSettings } from '#renderer/state/settings.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { BrokerGroups } from './broker-groups.tsx';
import { addList, removeList, renameList } from './watchlist-commands.ts';
import { freeName } from './watchlist-model.ts';
import { watchlistWords } from './watchlist-words.ts';

export interface WatchlistTabsProps {
  readonly lists: readonly Watchlist[];
  readonly chosen: Watchlist | undefined;
}

export function WatchlistTabs({ lists, chosen }: WatchlistTabsProps): ReactNode {
  const words = useWords(watchlistWords);
  const [renaming, setRenaming] = useState<string | null>(null);
  const step = (event: KeyboardEvent, index: number): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = lists[index + by];
    if (by === 0 || !next) return;
    changeSettings({ watchlist: next.id });
    (event.currentTarget.parentElement?.querySelector(`[data-list="${CSS.escape(next.id)}"]`) as HTMLElement | null)?.focus();
  };

  return (
    <>
      <div className="bar-tabs" role="tablist" aria-label={words.lists}>
        {lists.map((list, index) =>
          renaming === list.id ? (
            <ListName key={list.id} list={list} label={words.listName} onDone={() => setRenaming(null)} />
          ) : (
            <ContextMenu.Root key={list.id}>
              <ContextMenu.Trigger asChild>
                <button
                  type="button"
                  role="tab"
                  data-list={list.id}
                  className="bar-tab"
                  aria-selected={list.id === chosen?.id}
                  tabIndex={list.id === chosen?.id ? 0 : -1}
                  onClick={() => changeSettings({ watchlist: list.id })}
                  onDoubleClick={() => setRenaming(list.id)}
                  onKeyDown={(event) => step(event, index)}
                >
                  {list.name}
                </button>
              </ContextMenu.Trigger>
              <ContextMenu.Portal>
                <ContextMenu.Content className="pop pop-menu" onCloseAutoFocus={(event) => event.preventDefault()}>
                  <ContextMenu.Item className="pop-item" onSelect={() => setRenaming(list.id)}>{words.rename}</ContextMenu.Item>
                  <ContextMenu.Separator className="pop-separator" />
                  <ContextMenu.Item className="pop-item tone-sell" disabled={lists.length < 2} onSelect={() => void removeList(list)}>{words.removeList}</ContextMenu.Item>
                </ContextMenu.Content>
              </ContextMenu.Portal>
            </ContextMenu.Root>
          ),
        )}
      </div>
      <button type="button" className="bar-button bar-button-icon" aria-label={words.addList} title={words.addList} onClick={() => void addList(lists, freeName(lists, words.newList))}>
        <Plus size={14} aria-hidden />
      </button>
      <BrokerGroups list={chosen} />
    </>
  );
}

function ListName({ list, label, onDone }: { readonly list: Watchlist; readonly label: string; readonly onDone: () => void }): ReactNode {
  const [name, setName] = useState(list.name);
  const finish = (keep: boolean): void => {
    onDone();
    if (keep) void renameList(list, name);
  };
  return (
    <input
      className="field watchlist-name"
      aria-label={label}
      value={name}
      maxLength={40}
      // The field replaces the tab that was double-clicked: the next key belongs to it.
      ref={(input) => input?.focus()}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setName(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') finish(false);
      }}
    />
  );
}
