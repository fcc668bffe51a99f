/** The fields of a question, made from its form. */
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/workspace/language/words.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { initialVariant, nextEntry, VARIANT, type FormField, type Typed, type Variant } from './research-form.ts';
import { keyWord, optionWord, researchWords } from './research-words.ts';

export interface FieldsProps {
  readonly fields: readonly FormField[];
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  /** The field that is not filled in rightly. */
  readonly wrong: string | null;
  readonly today: string;
  /** Code of the linked instrument, where it is the connection's. */
  readonly linked: string | null;
  /** Short: a field of an entry in a list, named in its place. */
  readonly slim?: boolean;
}

export function Fields(props: FieldsProps): ReactNode {
  return props.fields.map((field) => <Field key={field.name} {...props} field={field} />);
}

function Field({ field, typed, onType, wrong, today, linked, slim = false }: FieldsProps & { readonly field: FormField }): ReactNode {
  const words = useWords(researchWords);
  const language = useSettings((s) => s.settings.language);
  const label = keyWord(field.name, language);
  const value = typed[field.name];
  const put = (next: Typed[string]): void => onType({ ...typed, [field.name]: next });
  const text = typeof value === 'string' ? value : '';

  if (field.type === 'flag') {
    return (
      <label className="research-check">
        <input type="checkbox" checked={value === true} onChange={(event) => put(event.target.checked)} />
        {label}
      </label>
    );
  }
  if (field.type === 'list') {
    const entries = Array.isArray(value) ? (value as readonly Typed[]) : [];
    return (
      <div className="research-list">
        {entries.map((entry, at) => (
          // Entries have nothing of their own but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={at} className="research-entry">
            <VariantFields variants={field.variants} typed={entry} onType={(next) => put(entries.with(at, next))} wrong={wrong} today={today} linked={linked} />
            <button type="button" className="bar-button bar-button-icon" aria-label={words.remove} title={words.remove} onClick={() => put(entries.toSpliced(at, 1))}><X size={12} aria-hidden /></button>
          </div>
        ))}
        {entries.length < field.most ? (
          <button type="button" className="bar-button" onClick={() => put([...entries, nextEntry(field.variants, entries, today)])}><Plus size={12} aria-hidden />{words.add(label)}</button>
        ) : null}
      </div>
    );
  }
  if (field.type === 'group') {
    const entry = typeof value === 'object' && !Array.isArray(value) ? (value as Typed) : null;
    return (
      <div className="research-group">
        {field.optional ? (
          <label className="research-check">
            <input type="checkbox" checked={entry !== null} onChange={(event) => put(event.target.checked ? initialVariant(field.variants, 0, today) : undefined)} />
            {label}
          </label>
        ) : null}
        {entry ? <VariantFields variants={field.variants} typed={entry} onType={put} wrong={wrong} today={today} linked={linked} /> : null}
      </div>
    );
  }
  const invalid = wrong === field.name;
  const control = ((): ReactNode => {
    if (field.type === 'choice') {
      return (
        <select className="bar-select" aria-label={label} value={text} onChange={(event) => put(event.target.value)} data-field={field.name}>
          {field.optional ? <option value="">{words.any}</option> : null}
          {field.options.map((option) => <option key={option} value={option}>{optionWord(field.name, option, language)}</option>)}
        </select>
      );
    }
    if (field.type === 'instrument') {
      const own = linked === null ? words.linkedNone : words.linked(linked);
      if (!field.optional) return <span className={invalid ? 'tone-error' : 'bar-figure'}>{own}</span>;
      return (
        <select className="bar-select" aria-label={label} value={value === true ? 'linked' : ''} onChange={(event) => put(event.target.value === 'linked')}>
          <option value="">{words.any}</option>
          <option value="linked">{own}</option>
        </select>
      );
    }
    if (field.type === 'instruments') {
      return (
        <select className="bar-select" aria-label={label} value={text} aria-invalid={invalid} onChange={(event) => put(event.target.value)}>
          <option value="linked">{linked === null ? words.linkedNone : words.linked(linked)}</option>
          <option value="watchlist">{words.watchlist}</option>
        </select>
      );
    }
    if (field.type === 'picks') {
      const picked = Array.isArray(value) ? (value as readonly string[]) : [];
      return (
        <select multiple className="field research-picks" aria-label={label} value={[...picked]} onChange={(event) => put([...event.target.selectedOptions].map((option) => option.value))}>
          {field.options.map((option) => <option key={option} value={option}>{optionWord(field.name, option, language)}</option>)}
        </select>
      );
    }
    const several = field.type === 'text' && field.several;
    const hint = slim && (field.name === 'least' || field.name === 'most') ? words[field.name] : several ? words.several : slim ? label : '';
    return (
      <input className={`field ${field.type === 'text' ? '' : 'field-figure'}`} aria-label={label} value={text} placeholder={hint} autoComplete="off" spellCheck={false} aria-invalid={invalid} title={hint || label} onChange={(event) => put(event.target.value)} data-field={field.name} />
    );
  })();
  if (slim) return control;
  return (
    <label className="research-field">
      <span className="bar-label">{label}</span>
      {control}
    </label>
  );
}

/** The fields of one variant of a group or entry; where there are several, which it is. */
function VariantFields({ variants, typed, onType, ...others }: Omit<FieldsProps, 'fields' | 'slim'> & { readonly variants: readonly Variant[] }): ReactNode {
  const language = useSettings((s) => s.settings.language);
  const at = Number(typed[VARIANT] ?? 0);
  const nameOf = ({ fixed, fields }: Variant): string => Object.values(fixed).map((value) => optionWord('field', value, language)).join(' ') || fields.map(({ name }) => keyWord(name, language)).join(' ');
  return (
    <span className="research-variant">
      {variants.length > 1 ? (
        <select className="bar-select" value={String(at)} onChange={(event) => onType(initialVariant(variants, Number(event.target.value), others.today))}>
          {/* Variants have nothing of their own but their place. */}
          {/* oxlint-disable-next-line react/no-array-index-key */}
          {variants.map((variant, place) => <option key={place} value={String(place)}>{nameOf(variant)}</option>)}
        </select>
      ) : null}
      <Fields fields={variants.at(at)?.fields ?? []} typed={typed} onType={onType} {...others} slim />
    </span>
  );
}
