/** A connection being written: its name and fields, a test that shows each step, and saving. */
import { useEffect, useEffectEvent, useId, useRef, useState, type FormEvent } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import { PROFILE_NAME_MAX } from '#shared/model/connection-profile.ts';
import type { Fault } from '#shared/result.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { command } from '../../commands/order-commands.ts';
import { useWords } from '../../language/words.ts';
import { closeDialog } from '../../open-dialog.ts';
import { ConnectionField, FieldRow } from './connection-field.tsx';
import { asksSecrets, fieldsOf, askOf, fieldOf, formFaults, type ConnectionForm as Form, type Typed } from './connection-model.ts';
import { connectionWords } from './connection-words.ts';
import { TestSteps } from './test-steps.tsx';
import { useConnectionTest } from './use-connection-test.ts';
import { VaultForm } from './vault-form.tsx';

interface ConnectionFormProps {
  readonly begun: Form;
  /** What the place that it begins from says of itself. */
  readonly note: string | null;
  readonly links: readonly string[];
  /** Tried at once, as it stands. */
  readonly tests?: boolean;
}

export function ConnectionForm({ begun, note, links, tests = false }: ConnectionFormProps) {
  const w = useWords(connectionWords);
  const language = useSettings((s) => s.settings.language);
  const nameId = useId();
  const [form, setForm] = useState(begun);
  /** Fields that were left, or all once something was asked: what is not yet filled in is not yet wrong. */
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<Fault | null>(null);
  const [saving, setSaving] = useState(false);
  const test = useConnectionTest();
  const frame = useRef<HTMLFormElement>(null);
  /** How often something was asked that could not be done: each time the first field that is wrong is gone to. */
  const [faulty, setFaulty] = useState(0);
  useEffect(() => {
    if (faulty > 0) frame.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faulty]);
  const faults = formFaults(form);
  const isRight = Object.keys(faults).length === 0;
  const refusedAt = refused && fieldOf(refused, form);
  const faultOf = (name: string): Fault | null => (refused && refusedAt === name ? refused : left.has(name) ? (faults[name] ?? null) : null);

  const change = (next: Partial<Form>): void => {
    setForm({ ...form, ...next });
    setRefused(null);
    test.forget();
  };
  const set = (name: string, value: Typed): void => change({ values: { ...form.values, [name]: value } });
  const leave = (name: string): void => setLeft(new Set([...left, name]));
  /** Shows everything that is wrong. @returns whether nothing is */
  const judged = (): boolean => {
    setLeft(new Set(['name', ...form.system.fields.map((field) => field.name)]));
    setRefused(null);
    if (!isRight) setFaulty(faulty + 1);
    return isRight;
  };
  const refuse = (fault: Fault | null): void => {
    setRefused(fault);
    if (fault) setFaulty(faulty + 1);
  };
  const tryIt = async (): Promise<void> => {
    if (judged()) refuse(await test.run(askOf(form)));
  };
  const tryAtOnce = useEffectEvent(() => void tryIt());
  useEffect(() => {
    const soon = tests ? setTimeout(tryAtOnce) : undefined;
    return () => clearTimeout(soon);
  }, [tests]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (saving || !judged()) return;
    setSaving(true);
    const answer = await command('connection.save', askOf(form), true);
    setSaving(false);
    if (answer.ok) closeDialog();
    else refuse(answer.fault);
  };
  return (
    <form ref={frame} className="connection-form" onSubmit={(event) => void submit(event)} noValidate data-testid="connection-form">
      <div className="connection-body">
        {note === null ? null : <p className="dialog-note">{note}</p>}
        <div onBlur={() => leave('name')}>
          <FieldRow label={w.name} id={nameId} note={w.nameNote} fault={faultOf('name')}>
            <input
              className="text-field"
              id={nameId}
              value={form.name}
              maxLength={PROFILE_NAME_MAX}
              autoComplete="off"
              spellCheck={false}
              autoFocus
              aria-invalid={faultOf('name') !== null}
              aria-describedby={`${nameId}-note`}
              data-testid="connection-name"
              onChange={(event) => change({ name: event.target.value })}
            />
          </FieldRow>
        </div>
        {asksSecrets(form) ? <VaultForm /> : null}
        {fieldsOf(form).map((field) => (
          <div key={field.name} onBlur={() => leave(field.name)}>
            <ConnectionField kind={form.system.kind} field={field} value={form.values[field.name] ?? ''} fault={faultOf(field.name)} kept={form.kept.includes(field.name)} onChange={(value) => set(field.name, value)} />
          </div>
        ))}
        {links.length === 0 ? null : (
          <p className="connection-links">
            {w.read}
            {links.map((link) => (
              <span key={link} className="connection-link">
                {link}
              </span>
            ))}
          </p>
        )}
        <TestSteps test={test} />
      </div>
      <div className="dialog-foot connection-foot">
        <p className={refused && refusedAt === null ? 'connection-outcome fault' : 'connection-outcome'} role={refused ? 'alert' : undefined} data-testid="connection-outcome">
          {refused && refusedAt === null ? sentenceOf(refused, language) : w.saveNote}
        </p>
        <button type="button" className="button" disabled={test.busy} onClick={() => void tryIt()} data-testid="connection-test-button">
          {w.test}
        </button>
        <button type="submit" className="button" data-kind="primary" disabled={saving} data-testid="connection-save">
          {w.save}
        </button>
      </div>
    </form>
  );
}
