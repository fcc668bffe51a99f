import { expect, test } from 'vitest';
import { commands } from '../contract/commands.ts';
import { defaultSettings } from './settings.ts';

test('a change of settings carries only what was named', () => {
  expect(commands['settings.set'].ask.parse({ language: 'en' })).toEqual({ language: 'en' });
  expect(commands['settings.set'].ask.parse({})).toEqual({});
});

test('a change of settings with an unknown name is refused', () => {
  expect(commands['settings.set'].ask.safeParse({ langauge: 'en' }).success).toBe(false);
});

test('the defaults are a whole set', () => {
  expect(defaultSettings().language).toBe('zh');
  expect(defaultSettings().quantityPresets).toHaveLength(5);
});
