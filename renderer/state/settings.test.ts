import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '#shared/model/settings.ts';
import { ok } from '#shared/result.ts';
import type { Client } from '#renderer/client/client.ts';
import { setClient } from '#renderer/client/current.ts';
import { changeSettings, recallPanel, rememberPanel, takeSettings, useSettings } from './settings.ts';

describe('settings', () => {
  let answers: (() => void)[] = [];
  beforeEach(() => {
    answers = [];
    setClient({ ask: () => new Promise((resolve) => answers.push(() => resolve(ok(null)))) } as unknown as Client);
    useSettings.setState({ settings: defaultSettings() });
  });

  it('are shown at once, and not taken back by the echo of an older change', async () => {
    changeSettings({ theme: 'black' });
    changeSettings({ theme: 'light' });
    takeSettings({ ...defaultSettings(), theme: 'black', language: 'en' });
    expect(useSettings.getState().settings.theme).toBe('light');
    expect(useSettings.getState().settings.language).toBe('en');
    for (const answer of answers) answer();
    await new Promise((resolve) => setImmediate(resolve));
    takeSettings({ ...defaultSettings(), theme: 'dark' });
    expect(useSettings.getState().settings.theme).toBe('dark');
  });

  it('keep a panel’s own state, and nothing of a damaged one', () => {
    rememberPanel('chart', { period: '5m' });
    expect(recallPanel('chart')).toEqual({ period: '5m' });
    useSettings.setState((s) => ({ settings: { ...s.settings, panels: { chart: '{' } } }));
    expect(recallPanel('chart')).toBeNull();
    expect(recallPanel('other')).toBeNull();
  });
});
