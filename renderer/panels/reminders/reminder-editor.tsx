/** The reminder window: mounted once by the desk, opened through renderer/state/reminder-editor.ts. */
import { Dialog } from 'radix-ui';
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { reminderEditor, useReminderEditor, type ReminderDraft } from '#renderer/state/reminder-editor.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { referenceOf } from '#renderer/workspace/grid/figures.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { markOf, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { REMINDER_FREQUENCIES, REMINDER_KINDS, type ReminderFrequency, type ReminderKind } from '#shared/model/reminder.ts';
import { formatPrice, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { distanceOf, draftOf, fieldsOf, isPriceKind } from './reminders-model.ts';
import { remindersWords } from './reminders-words.ts';
import '#renderer/workspace/grid/grid.css';
import './reminders-panel.css';

export function ReminderEditor(): ReactNode {
  const draft = useReminderEditor((s) => s.draft);
  const instrument = useInstruments((s) => (draft ? s.byId.get(draft.instrument) : undefined));
  return (
    <Dialog.Root open={draft !== null && instrument !== undefined} onOpenChange={(open) => !open && reminderEditor.close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        {draft && instrument ? <Editor key={draft.serial} draft={draft} instrument={instrument} /> : null}
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Last price and reference of an instrument as the screen has them now. */
function priceNow(instrument: Instrument): { readonly last: Ticks; readonly reference: Ticks } {
  const { market } = client();
  const slot = market.slotOf(instrument.id);
  if (slot === undefined) return { last: NaN, reference: NaN };
  const base = slot * QUOTE_WIDTH;
  return { last: markOf(market.quotes, base), reference: referenceOf(instrument, market.quotes, base) };
}

/** The same, a few times a second while the window is open. */
function usePriceNow(instrument: Instrument): { readonly last: Ticks; readonly reference: Ticks } {
  const owner = useId();
  const [now, setNow] = useState(() => priceNow(instrument));
  useEffect(() => {
    const { market } = client();
    market.look(`reminder-editor${owner}`, { quotes: [instrument.id] });
    const timer = setInterval(() => setNow((before) => {
      const next = priceNow(instrument);
      return Object.is(next.last, before.last) && Object.is(next.reference, before.reference) ? before : next;
    }), 250);
    return () => {
      clearInterval(timer);
      market.look(`reminder-editor${owner}`, {});
    };
  }, [instrument, owner]);
  return now;
}

function Editor({ draft, instrument }: { readonly draft: ReminderDraft; readonly instrument: Instrument }): ReactNode {
  const words = useWords(remindersWords);
  const language = useSettings((s) => s.settings.language);
  const { last, reference } = usePriceNow(instrument);
  const [fields, setFields] = useState(() => fieldsOf(instrument, draft.reminder, draft.price, priceNow(instrument).last));
  const [fault, setFault] = useState<Fault | null>(null);
  const [saving, setSaving] = useState(false);
  const threshold = useRef<HTMLInputElement>(null);
  const id = useId();
  const wanted = draftOf(fields, instrument, draft.reminder?.id ?? null, language);
  const trueNow = wanted.ok && distanceOf(wanted.ask, last, reference) <= 0;

  const focusThreshold = (event: Event): void => {
    event.preventDefault();
    threshold.current?.focus();
  };
  const chooseKind = (kind: ReminderKind): void =>
    setFields((f) => ({ ...f, kind, text: isPriceKind(kind) === isPriceKind(f.kind) ? f.text : isPriceKind(kind) ? formatPrice(instrument, last).replace('–', '') : '1.00' }));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!wanted.ok || saving) return;
    setSaving(true);
    const answer = await command('reminder.save', wanted.ask, true);
    setSaving(false);
    if (answer.ok) reminderEditor.close();
    else setFault(answer.fault);
  };

  return (
    <Dialog.Content className="pop reminder-dialog" aria-describedby={`${id}why`} onOpenAutoFocus={focusThreshold}>
      <form className="pop-form" onSubmit={(event) => void save(event)}>
        <Dialog.Title className="wide pop-title" style={{ margin: 0, fontSize: 'inherit' }}>
          {draft.reminder ? words.editTitle : words.newTitle} · {instrument.code} {instrument.name[language]}
          <span className="reminder-quote">{words.last} {formatPrice(instrument, last)}</span>
        </Dialog.Title>
        <label htmlFor={`${id}kind`}>{words.condition}</label>
        <select id={`${id}kind`} className="field" value={fields.kind} onChange={(e) => chooseKind(e.target.value as ReminderKind)}>
          {REMINDER_KINDS.map((kind) => <option key={kind} value={kind}>{words.kinds[kind]}</option>)}
        </select>
        <label htmlFor={`${id}at`}>{isPriceKind(fields.kind) ? words.price : words.percent}</label>
        <input
          ref={threshold}
          id={`${id}at`}
          className="field field-figure"
          inputMode="decimal"
          autoComplete="off"
          value={fields.text}
          aria-invalid={!wanted.ok}
          aria-describedby={`${id}why`}
          onChange={(e) => setFields((f) => ({ ...f, text: e.target.value }))}
          onFocus={(e) => e.target.select()}
        />
        <label htmlFor={`${id}often`}>{words.frequency}</label>
        <select id={`${id}often`} className="field" value={fields.frequency} onChange={(e) => setFields((f) => ({ ...f, frequency: e.target.value as ReminderFrequency }))}>
          {REMINDER_FREQUENCIES.map((frequency) => <option key={frequency} value={frequency}>{words.frequencies[frequency]}</option>)}
        </select>
        <label htmlFor={`${id}note`}>{words.note}</label>
        <input id={`${id}note`} className="field" maxLength={200} autoComplete="off" value={fields.note} onChange={(e) => setFields((f) => ({ ...f, note: e.target.value }))} />
        <span />
        <label className="reminder-check">
          <input type="checkbox" checked={fields.enabled} onChange={(e) => setFields((f) => ({ ...f, enabled: e.target.checked }))} />
          {words.enabled}
        </label>
        <div id={`${id}why`} className="wide field-error" role="status">
          {fault ? sentenceOf(fault, language) : wanted.ok ? <span className={trueNow ? 'tone-warning' : 'tone-dim'}>{trueNow ? words.trueNow : words.explanation}</span> : wanted.why}
        </div>
        <div className="wide pop-actions">
          <button type="button" className="bar-button" onClick={() => reminderEditor.close()}>{words.cancel}</button>
          <button type="submit" className="bar-button bar-button-strong" disabled={!wanted.ok || saving}>{words.save}</button>
        </div>
      </form>
    </Dialog.Content>
  );
}
