/** One field of a connection, by its type, with what is wrong beside it. */
import { useId, type ReactNode } from 'react';
import { SECRET_MAX, type ProfileField, type ProfileKind } from '#shared/model/connection-profile.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Fault } from '#shared/result.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWords } from '../../language/words.ts';
import type { Typed } from './connection-model.ts';
import { connectionWords } from './connection-words.ts';
import { useFieldProbe, type Probe } from './use-field-probe.ts';

interface RowProps {
  readonly label: string;
  readonly id: string;
  readonly note: string | undefined;
  readonly fault: Fault | null;
  /** What was found out of its value. */
  readonly probe?: Probe;
  readonly children: ReactNode;
}

/** A label, its control, and below it the note or the fault. */
export function FieldRow({ label, id, note, fault, probe, children }: RowProps) {
  const language = useSettings((s) => s.settings.language);
  const w = useWords(connectionWords);
  const wrong = fault ?? (probe?.state === 'failed' ? probe.fault : null);
  return (
    <div className="connection-field">
      <label className="setting-name" htmlFor={id}>
        {label}
      </label>
      {children}
      <span className={wrong ? 'connection-note fault' : probe?.state === 'found' ? 'connection-note tone-good' : 'connection-note'} id={`${id}-note`} role={wrong ? 'alert' : undefined} data-probe={probe?.state}>
        {wrong ? sentenceOf(wrong, language) : probe?.state === 'found' ? `✓ ${probe.detail}` : probe?.state === 'busy' ? w.looking : note}
      </span>
    </div>
  );
}

interface FieldProps {
  readonly kind: ProfileKind;
  readonly field: ProfileField;
  readonly value: Typed;
  readonly fault: Fault | null;
  /** The vault has it already. */
  readonly kept: boolean;
  readonly onChange: (value: Typed) => void;
}

export function ConnectionField({ kind, field, value, fault, kept, onChange }: FieldProps) {
  const w = useWords(connectionWords);
  const language = useSettings((s) => s.settings.language);
  const id = useId();
  const { probe, look } = useFieldProbe(kind, field, String(value));
  const shared = { id, 'aria-invalid': fault !== null, 'aria-describedby': `${id}-note`, 'data-testid': `field-${field.name}` };
  const note = field.note?.[language] ?? (field.type === 'secret' ? w.secretNote : undefined);
  return (
    <FieldRow label={field.label[language]} id={id} note={note} fault={fault} probe={probe}>
      {field.type === 'flag' ? (
        <label className="connection-flag">
          <input {...shared} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
          {w.yes}
        </label>
      ) : field.type === 'choice' ? (
        <select {...shared} className="text-field" value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {field.of.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text[language]}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          className={field.type === 'number' ? 'text-field figure connection-number' : 'text-field'}
          type={field.type === 'secret' ? 'password' : 'text'}
          inputMode={field.type === 'number' ? 'numeric' : 'text'}
          maxLength={field.type === 'secret' ? SECRET_MAX : field.type === 'number' ? 10 : field.maxLength}
          // A browser offers to keep what is in a password field: `new-password` it leaves alone.
          autoComplete={field.type === 'secret' ? 'new-password' : 'off'}
          spellCheck={false}
          placeholder={field.type === 'secret' && kept ? w.secretKept : ''}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
          onBlur={() => void look()}
        />
      )}
    </FieldRow>
  );
}
