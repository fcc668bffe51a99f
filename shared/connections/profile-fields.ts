/** What a profile's fields take: the same judgement on the screen as it is typed, and in the core. Pure. */
import type { ConnectionProfile, ProfileField, ProfileValue } from '../model/connection-profile.ts';
import type { Fault } from '../result.ts';

type Settings = ConnectionProfile['settings'];

/** Whether a field is asked for beside what the others say. One that is not is neither shown nor missed. */
export function isAsked({ only }: Pick<ProfileField, 'only'>, settings: Settings): boolean {
  if (!only) return true;
  return 'is' in only ? settings[only.field] === only.is : settings[only.field] !== only.isNot;
}

/** Why a value is not one for the field, or null. The fault names the field in `params.field`. */
export function fieldFault(field: ProfileField, value: ProfileValue | undefined): Fault | null {
  const { name } = field;
  switch (field.type) {
    case 'text':
    case 'file':
    case 'folder':
      if (typeof value !== 'string') return { code: 'field-invalid', params: { field: name } };
      if (field.required && value.trim() === '') return { code: 'field-missing', params: { field: name } };
      return value.length > field.maxLength ? { code: 'field-too-long', params: { field: name, max: field.maxLength } } : null;
    case 'number': {
      const { min, max } = field;
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? null : { code: 'field-not-whole', params: { field: name, min, max } };
    }
    case 'flag':
      return typeof value === 'boolean' ? null : { code: 'field-invalid', params: { field: name } };
    case 'choice':
      return field.of.some((choice) => choice.value === value) ? null : { code: 'field-invalid', params: { field: name } };
    case 'secret':
      // A secret has no place among the settings.
      return value === undefined ? null : { code: 'field-invalid', params: { field: name } };
  }
}

/** What is wrong with a profile's settings as a whole: the first field that is, or one that the system does not ask for. Null: nothing. */
export function settingsFault(fields: readonly ProfileField[], settings: Settings): Fault | null {
  for (const field of fields) {
    const fault = fieldFault(field, settings[field.name]);
    if (fault && (fault.code !== 'field-missing' || isAsked(field, settings))) return fault;
  }
  const unknown = Object.keys(settings).find((name) => !fields.some((field) => field.name === name));
  return unknown === undefined ? null : { code: 'field-invalid', params: { field: unknown } };
}

/** The settings that a form begins with: a preset's, and each field's default where that says nothing. */
export const settingsFrom = (fields: readonly ProfileField[], preset: Settings = {}): Settings =>
  Object.fromEntries(fields.flatMap((field) => (field.type === 'secret' ? [] : [[field.name, preset[field.name] ?? field.default] as const])));
