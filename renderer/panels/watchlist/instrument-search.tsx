/** A box that finds instruments by code or name, also in the whole catalogues of connected brokers; Enter or a click hands one over. */
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { useFinder, type Found } from '#renderer/state/instrument-finder.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useConnections } from '#renderer/state/topics.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { searchInstruments } from './watchlist-model.ts';
import { watchlistWords } from './watchlist-words.ts';

export interface InstrumentSearchProps {
  readonly present: ReadonlySet<string>;
  readonly onPick: (instrument: Instrument) => void;
  /** What only a broker's catalogue has. */
  readonly onFound: (found: Found) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

export function InstrumentSearch({ present, onPick, onFound, inputRef }: InstrumentSearchProps): ReactNode {
  const words = useWords(watchlistWords);
  const language = useSettings((s) => s.settings.language);
  const all = useInstruments((s) => s.all);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const listId = useId();
  const found = useMemo(() => searchInstruments(all, text), [all, text]);
  const beyond = useFinder(text);
  const connections = useConnections((s) => s.byKey);
  const count = found.length + beyond.length;

  /** By its place in the list: the terminal's own first. */
  const pick = (place: number): void => {
    if (place >= count) return;
    if (place < found.length) onPick(found[place]);
    else onFound(beyond[place - found.length]);
    setText('');
    setAt(0);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((n) => Math.min(n + 1, count - 1));
    else if (event.key === 'ArrowUp') setAt((n) => Math.max(n - 1, 0));
    else if (event.key === 'Enter') pick(at);
    else if (event.key === 'Escape') setText('');
    else return;
    event.preventDefault();
  };
  const shown = open && text.trim() !== '';

  return (
    <div className="instrument-search">
      <input
        ref={inputRef}
        className="field"
        role="combobox"
        aria-expanded={shown}
        aria-controls={listId}
        aria-label={words.search}
        {...(shown && at < count ? { 'aria-activedescendant': `${listId}-${at}` } : {})}
        placeholder={words.search}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={key}
      />
      {shown ? (
        <div id={listId} role="listbox" aria-label={words.found} className="pop instrument-found">
          {count === 0 ? <div className="pop-item tone-dim">{words.nothingFound(text.trim())}</div> : null}
          {found.map((instrument, index) => (
            <div
              key={instrument.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              className="pop-item"
              {...(index === at ? { 'data-highlighted': '' } : {})}
              onPointerEnter={() => setAt(index)}
              // Before the field loses its focus, which closes the list.
              onPointerDown={(event) => {
                event.preventDefault();
                pick(index);
              }}
            >
              <span>
                {instrument.code} <span className="tone-dim">{instrument.name[language]}</span>
              </span>
              <span className="tone-faint">{present.has(instrument.id) ? words.already : instrument.exchange}</span>
            </div>
          ))}
          {beyond.length > 0 ? <div className="pop-item instrument-beyond">{words.beyond}</div> : null}
          {beyond.map(({ connection, code, name }, place) => (
            <div
              key={`${connection}/${code}`}
              id={`${listId}-${found.length + place}`}
              role="option"
              aria-selected={found.length + place === at}
              className="pop-item"
              {...(found.length + place === at ? { 'data-highlighted': '' } : {})}
              onPointerEnter={() => setAt(found.length + place)}
              onPointerDown={(event) => {
                event.preventDefault();
                pick(found.length + place);
              }}
            >
              <span>
                {code} <span className="tone-dim">{name}</span>
              </span>
              <span className="tone-faint">{connections.get(connection)?.name}</span>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
