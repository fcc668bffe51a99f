import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from '#shared/contract/commands.ts';
import type { ConnectionProfile, SystemOffer } from '#shared/model/connection-profile.ts';
import { settingsFault } from '#shared/connections/profile-fields.ts';
import { asksSecrets, askOf, fieldOf, formFaults, formOfProfile, freeName, newForm, startsOf, stepTime } from './connection-model.ts';

const label = { zh: '', en: '' };
const system: SystemOffer = {
  kind: 'ctp',
  fields: [
    { name: 'front', type: 'text', default: '', required: true, maxLength: 20, label },
    { name: 'port', type: 'number', default: 41_205, min: 1, max: 65_535, label },
    { name: 'production', type: 'flag', default: true, label },
    { name: 'host', type: 'choice', default: 'a', of: [{ value: 'a', text: label }, { value: 'b', text: label }], label },
    { name: 'password', type: 'secret', required: true, label },
    { name: 'authCode', type: 'secret', required: false, label },
  ],
  presets: [{ id: 'ctp/one', name: { zh: '一', en: 'One' }, note: label, settings: { front: 'tcp://x:1', port: 7 }, links: [] }],
};
const [start] = startsOf([system]);
const profile: ConnectionProfile = { id: 'ctp-1', kind: 'ctp', name: 'Mine', preset: 'ctp/one', settings: { front: 'f', port: 9, production: false, host: 'b' }, secrets: ['password'] };

test('a new form begins from its preset, and needs what the preset cannot know', () => {
  const form = newForm(start, ['One', 'One 2'], 'en');
  expect(form).toMatchObject({ id: null, name: 'One 3', preset: 'ctp/one', values: { front: 'tcp://x:1', port: '7', production: true, host: 'a', password: '', authCode: '' } });
  expect(formFaults(form)).toEqual({ password: { code: 'field-missing', params: { field: 'password' } } });
  expect(asksSecrets(form)).toBe(true);
});

test('the form of a connection asks nothing new: kept secrets stay where none is typed', () => {
  const form = formOfProfile(profile, [system])!;
  expect(formFaults(form)).toEqual({});
  expect(askOf(form)).toEqual({ id: 'ctp-1', kind: 'ctp', name: 'Mine', preset: 'ctp/one', settings: profile.settings, secrets: {} });
  expect(askOf({ ...form, values: { ...form.values, authCode: 'x' } }).secrets).toEqual({ authCode: 'x' });
  expect(formOfProfile({ ...profile, kind: 'futu' }, [system])).toBeNull();
});

test.each([['', 'port'], ['0', 'port'], ['65536', 'port'], ['1.5', 'port'], ['12a', 'port'], ['1e3', 'port'], [' 80 ', undefined]])('port %j', (port, wrong) => {
  const form = formOfProfile(profile, [system])!;
  expect(Object.keys(formFaults({ ...form, values: { ...form.values, port } }))[0]).toBe(wrong);
});

test('a refusal is shown at its field, one without a field below the form', () => {
  const form = formOfProfile(profile, [system])!;
  expect(fieldOf({ code: 'field-missing', params: { field: 'front' } }, form)).toBe('front');
  expect(fieldOf({ code: 'connection-name-taken', params: { name: 'x' } }, form)).toBe('name');
  expect(fieldOf({ code: 'vault-needed' }, form)).toBeNull();
  expect(fieldOf({ code: 'field-invalid', params: { field: 'elsewhere' } }, form)).toBeNull();
});

test('names and times', () => {
  expect(freeName('A', [])).toBe('A');
  const long = 'n'.repeat(40);
  expect(freeName(long, [long])).not.toBe(long);
  expect(freeName(long, [long])).toHaveLength(40);
  expect([stepTime({ ms: 7 }), stepTime({ ms: 5_012 })]).toEqual(['7 ms', '5.0 s']);
});

test('whatever is typed: a form without faults is one that the core takes, and a secret is never among the settings', () => {
  const text = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('80', '-1', 'NaN', '', ' '));
  fc.assert(
    fc.property(text, text, fc.boolean(), fc.constantFrom('a', 'b', 'c'), text, text, text, (front, port, production, host, password, authCode, name) => {
      const form = { ...newForm(start, [], 'zh'), name: name.slice(0, 40), values: { front, port, production, host, password, authCode } };
      const ask = askOf(form);
      expect(Object.keys(ask.settings).toSorted()).toEqual(['front', 'host', 'port', 'production']);
      if (Object.keys(formFaults(form)).length > 0) return;
      expect(commands['connection.save'].ask.safeParse(ask).success).toBe(true);
      expect(settingsFault(system.fields, ask.settings)).toBeNull();
    }),
  );
});
