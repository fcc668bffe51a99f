/** A box that finds instruments by code or name; Enter or a click hands one over. */
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { useInstruments } from '#renderer/state/instruments.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { searchInstruments } from './watchlist-model.ts';
import { watchlistWords } from './watchlist-words.ts';

export interface InstrumentSearchProps {
  readonly present: ReadonlySet<string>;
  readonly onPick: (instrument: Instrument) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

export function InstrumentSearch({ present, onPick, inputRef }: InstrumentSearchProps): ReactNode {
  const words = useWords(watchlistWords);
  const language = useSettings((s) => s.settings.language);
  const all = useInstruments((s) => s.all);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const listId = useId();
  const found = useMemo(() => searchInstruments(all, text), [all, text]);

  const pick = (instrument: Instrument | undefined): void => {
    if (!instrument) return;
    onPick(instrument);
    setText('');
    setAt(0);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((n) => Math.min(n + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt((n) => Math.max(n - 1, 0));
    else if (event.key === 'Enter') pick(found[at]);
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
        {...(shown && found[at] ? { 'aria-activedescendant': `${listId}-${at}` } : {})}
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
          {found.length === 0 ? <div className="pop-item tone-dim">{words.nothingFound(text.trim())}</div> : null}
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
                pick(instrument);
              }}
            >
              <span>
                {instrument.code} <span className="tone-dim">{instrument.name[language]}</span>
              </span>
              <span className="tone-faint">{present.has(instrument.id) ? words.already : instrument.exchange}</span>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
