/** Fields of the accounts' forms: an amount with what it was understood as, a choice of a few, and refusals beside what they are about. */
import { useId, type ReactNode } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import type { Currency } from '#shared/model/instrument.ts';
import type { Fault } from '#shared/result.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { understood } from './accounts-model.ts';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault: Fault | null;
  readonly note?: string | undefined;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  readonly figure?: boolean;
  /** Stands at the end of the field: the currency, or a button that fills it. */
  readonly end?: ReactNode;
  readonly testId?: string;
}

export function TextField({ label, value, onChange, fault, note, autoFocus = false, maxLength = 40, figure = false, end, testId }: FieldProps) {
  const language = useSettings((s) => s.settings.language);
  const id = useId();
  return (
    <div className="account-field">
      <label className="setting-name" htmlFor={id}>
        {label}
      </label>
      <div className="account-input">
        <input
          className={figure ? 'text-field figure' : 'text-field'}
          id={id}
          value={value}
          maxLength={maxLength}
          autoComplete="off"
          spellCheck={false}
          inputMode={figure ? 'decimal' : 'text'}
          autoFocus={autoFocus}
          aria-invalid={fault !== null}
          aria-describedby={`${id}-note`}
          data-testid={testId}
          onChange={(event) => onChange(event.target.value)}
        />
        {end}
      </div>
      <span className={fault ? 'account-note fault' : 'account-note'} id={`${id}-note`} role={fault ? 'alert' : undefined}>
        {fault ? sentenceOf(fault, language) : note}
      </span>
    </div>
  );
}

/** An amount of a currency; says how it was understood as it is typed. */
export function AmountField({ currency, note, ...field }: Omit<FieldProps, 'figure' | 'maxLength'> & { readonly currency: Currency }) {
  const read = field.value.trim() === '' ? null : understood(field.value, currency);
  return <TextField {...field} figure maxLength={24} note={read ?? note} />;
}

interface ChoicesProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly of: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few, all in sight. */
export function Choices<V extends string>({ label, value, of, onChange }: ChoicesProps<V>) {
  const group = useId();
  return (
    <div className="account-field" role="radiogroup" aria-label={label}>
      <span className="setting-name">{label}</span>
      <div className="choices">
        {of.map((choice) => (
          <label key={choice.value}>
            <input type="radio" name={group} value={choice.value} checked={choice.value === value} onChange={() => onChange(choice.value)} />
            {choice.text}
          </label>
        ))}
      </div>
    </div>
  );
}

/** What came of the last command: told below the form, where its button is. */
export function Outcome({ fault, done }: { readonly fault: Fault | null; readonly done: string | null }) {
  const language = useSettings((s) => s.settings.language);
  return (
    <p className={fault ? 'account-outcome fault' : 'account-outcome'} role={fault ? 'alert' : 'status'} data-testid="account-outcome">
      {fault ? sentenceOf(fault, language) : (done ?? '')}
    </p>
  );
}
