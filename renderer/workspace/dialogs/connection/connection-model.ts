/** A connection as it is being written: texts as typed, judged field by field, and what the core is asked with them. Pure. */
import type { Ask } from '#shared/contract/commands.ts';
import { fieldFault, isAsked, settingsFrom } from '#shared/connections/profile-fields.ts';
import { PROFILE_NAME_MAX, type ConnectionPreset, type ConnectionProfile, type ConnectionTestStep, type ProfileField, type ProfileValue, type SystemOffer } from '#shared/model/connection-profile.ts';
import type { Fault } from '#shared/result.ts';
import type { Language } from '#shared/faults.ts';

/** What a field holds while it is typed: numbers are texts until they are whole. */
export type Typed = string | boolean;

export interface ConnectionForm {
  /** Null: a new one. */
  readonly id: string | null;
  readonly system: SystemOffer;
  readonly preset: string | null;
  readonly name: string;
  readonly values: Readonly<Record<string, Typed>>;
  /** Names of the secrets that the vault has for it. */
  readonly kept: readonly string[];
}

export interface Start {
  readonly system: SystemOffer;
  readonly preset: ConnectionPreset;
}

/** Every place where a connection can begin, in the order offered. */
export const startsOf = (systems: readonly SystemOffer[]): readonly Start[] => systems.flatMap((system) => system.presets.map((preset) => ({ system, preset })));

const typed = (value: ProfileValue): Typed => (typeof value === 'number' ? String(value) : value);

const formOf = (system: SystemOffer, settings: ConnectionProfile['settings'], rest: Omit<ConnectionForm, 'system' | 'values'>): ConnectionForm => {
  const values = Object.fromEntries(Object.entries(settingsFrom(system.fields, settings)).map(([name, value]) => [name, typed(value)]));
  for (const field of system.fields) if (field.type === 'secret') values[field.name] = '';
  return { ...rest, system, values };
};

/** A form that begins from a preset, with a name that no connection has. */
export function newForm({ system, preset }: Start, taken: readonly string[], language: Language): ConnectionForm {
  return formOf(system, preset.settings, { id: null, preset: preset.id, name: freeName(preset.name[language], taken), kept: [] });
}

/** The form of a connection that is there; null where its system is not. */
export function formOfProfile(profile: ConnectionProfile, systems: readonly SystemOffer[]): ConnectionForm | null {
  const system = systems.find(({ kind }) => kind === profile.kind);
  return system ? formOf(system, profile.settings, { id: profile.id, preset: profile.preset, name: profile.name, kept: profile.secrets }) : null;
}

/** The name, or the first `name 2`, `name 3` … that is free, within the length of a name. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : ` ${n}`;
    const free = name.slice(0, PROFILE_NAME_MAX - end.length) + end;
    if (!taken.includes(free)) return free;
  }
}

/** A typed value as the core takes it; a number that is none becomes NaN, which no field takes. */
function valueOf(field: ProfileField, value: Typed | undefined): ProfileValue | undefined {
  if (field.type !== 'number') return value;
  const text = String(value ?? '').trim();
  return /^-?\d{1,9}$/.test(text) ? Number(text) : NaN;
}

/** The fields that are asked for, as the choices stand. */
export const fieldsOf = ({ system, values }: Pick<ConnectionForm, 'system' | 'values'>): readonly ProfileField[] => system.fields.filter((field) => isAsked(field, values));

/** What is wrong with each field as it stands, by its name; `name` is the connection's own. */
export function formFaults(form: ConnectionForm): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  if (form.name.trim() === '') faults['name'] = { code: 'field-missing', params: { field: 'name' } };
  for (const field of fieldsOf(form)) {
    const fault =
      field.type === 'secret'
        ? field.required && form.values[field.name] === '' && !form.kept.includes(field.name)
          ? ({ code: 'field-missing', params: { field: field.name } } as const)
          : null
        : fieldFault(field, valueOf(field, form.values[field.name]));
    if (fault) faults[field.name] = fault;
  }
  return faults;
}

/** Whether what is typed has something that only the vault can keep. */
export const needsVault = (form: ConnectionForm): boolean => fieldsOf(form).some((field) => field.type === 'secret' && form.values[field.name] !== '');

export const asksSecrets = (form: ConnectionForm): boolean => fieldsOf(form).some((field) => field.type === 'secret');

/** What the core is asked to keep. A secret that was not typed is left as it is. */
export function askOf(form: ConnectionForm): Ask<'connection.save'> {
  const settings: Record<string, ProfileValue> = {};
  const secrets: Record<string, string> = {};
  for (const field of form.system.fields) {
    const value = valueOf(field, form.values[field.name]);
    if (value === undefined) continue;
    if (field.type !== 'secret') settings[field.name] = value;
    else if (value !== '') secrets[field.name] = String(value);
  }
  return { ...(form.id === null ? {} : { id: form.id }), kind: form.system.kind, name: form.name.trim(), preset: form.preset, settings, secrets };
}

/** Where a refusal of the core is shown: beside the field that it is about, else below the form. */
export function fieldOf(fault: Fault, form: ConnectionForm): string | null {
  if (fault.code === 'connection-name-taken') return 'name';
  const field = fault.params?.['field'];
  return typeof field === 'string' && (field === 'name' || fieldsOf(form).some(({ name }) => name === field)) ? field : null;
}

/** How long a step took, as it is shown. */
export const stepTime = ({ ms }: Pick<ConnectionTestStep, 'ms'>): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
