import { describe, expect, it } from 'vitest';
import type { Account } from '#shared/model/account.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { armingContext, guardArming, mayArm, staysArmed, useArming } from './arming.ts';
import { useInstruments } from './instruments.ts';
import { useLink } from './link.ts';
import { useSettings } from './settings.ts';
import { useAccounts } from './topics.ts';

const account = (over: Partial<Account> = {}): Account => ({ id: 'sim', connection: 'x', environment: 'simulated', name: 'S', state: 'ready', locked: false, currencies: ['CNY'], ...over });
const instrument = (origin: Instrument['origin'], id = 'CFFEX.IF2101'): Instrument => ({ id, origin }) as Instrument;

const put = (accounts: readonly Account[]): void => useAccounts.setState({ byKey: new Map(accounts.map((a) => [a.id, a])), items: accounts });
const choose = (over: { account?: string; instrument?: string }): void => useSettings.setState((s) => ({ settings: { ...s.settings, ...over } }));

describe('arming', () => {
  const here = armingContext(true, account(), instrument('recorded'));

  it('needs a link and an account that is not locked', () => {
    expect(mayArm(here)).toBe(true);
    expect(mayArm({ ...here, linkUp: false })).toBe(false);
    expect(mayArm({ ...here, locked: true })).toBe(false);
    expect(mayArm(armingContext(true, undefined, instrument('recorded')))).toBe(false);
  });

  it('stays over a change of instrument, and goes with anything a click would mean otherwise', () => {
    expect(staysArmed(here, armingContext(true, account(), instrument('synthetic', 'SHFE.cu2103')))).toBe(true);
    expect(staysArmed(here, armingContext(true, account({ id: 'other' }), instrument('recorded')))).toBe(false);
    expect(staysArmed(here, armingContext(true, account({ environment: 'real' }), instrument('recorded')))).toBe(false);
    expect(staysArmed(here, armingContext(true, account(), instrument('live')))).toBe(false);
    expect(staysArmed(here, { ...here, linkUp: false })).toBe(false);
    expect(staysArmed(here, { ...here, locked: true })).toBe(false);
  });

  it('follows the stores of the window', () => {
    useLink.setState({ state: 'up' });
    put([account(), account({ id: 'real', environment: 'real', locked: true })]);
    useInstruments.setState({ byId: new Map([['CFFEX.IF2101', instrument('recorded')]]), all: [] });
    choose({ account: 'sim', instrument: 'CFFEX.IF2101' });
    const end = guardArming();

    useArming.getState().arm();
    expect(useArming.getState().armed).toBe(true);
    put([account({ name: 'renamed' }), account({ id: 'real', environment: 'real', locked: true })]);
    expect(useArming.getState().armed).toBe(true);

    choose({ account: 'real' });
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().arm();
    expect(useArming.getState().armed).toBe(false);

    choose({ account: 'sim' });
    expect(useArming.getState().armed).toBe(false);
    useArming.getState().arm();
    useLink.setState({ state: 'lost' });
    expect(useArming.getState().armed).toBe(false);
    useLink.setState({ state: 'up' });
    expect(useArming.getState().armed).toBe(false);
    end();
  });
});
