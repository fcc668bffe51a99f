/**
 * One-click trading is armed or it is not, for the whole window. Off at the start, and dropped whenever the next click could
 * mean something else than the last: another account, a lost link, a locked account, prices of another kind.
 */
import { create } from 'zustand';
import type { Account } from '#shared/model/account.ts';
import type { Instrument, PriceOrigin } from '#shared/model/instrument.ts';
import { useInstruments } from './instruments.ts';
import { useLink } from './link.ts';
import { selectedAccount } from './selection.ts';
import { useSettings } from './settings.ts';
import { useAccounts } from './topics.ts';

export interface ArmingState {
  readonly armed: boolean;
  /** Does nothing while `canArm` is false. */
  readonly arm: () => void;
  readonly disarm: () => void;
}

/** What a click would act on. While armed, a change of it disarms. */
export interface ArmingContext {
  readonly linkUp: boolean;
  readonly account: string | null;
  readonly environment: Account['environment'] | null;
  readonly locked: boolean;
  /** Whether prices come from a market or from a replay, a matching engine or a seed. */
  readonly prices: 'market' | 'made' | null;
}

const PRICES: Readonly<Record<PriceOrigin, 'market' | 'made'>> = { live: 'market', delayed: 'market', recorded: 'made', synthetic: 'made', matching: 'made' };

/** What a click would act on, from the parts of the screen's state. Pure. */
export const armingContext = (linkUp: boolean, account: Account | undefined, instrument: Instrument | undefined): ArmingContext => ({
  linkUp,
  account: account?.id ?? null,
  environment: account?.environment ?? null,
  locked: account?.locked ?? false,
  prices: instrument ? PRICES[instrument.origin] : null,
});

/** Whether one-click trading may be armed here. Pure. */
export const mayArm = (context: ArmingContext): boolean => context.linkUp && context.account !== null && !context.locked;

/** Whether an armed window stays armed when `before` becomes `after`. The instrument itself may change: its account and kind of price may not. Pure. */
export const staysArmed = (before: ArmingContext, after: ArmingContext): boolean =>
  mayArm(after) && before.account === after.account && before.environment === after.environment && before.prices === after.prices;

/** The context of this window now. */
export function currentArmingContext(): ArmingContext {
  const instrument = useInstruments.getState().byId.get(useSettings.getState().settings.instrument);
  return armingContext(useLink.getState().state === 'up', selectedAccount(), instrument);
}

export const useArming = create<ArmingState>((set) => ({
  armed: false,
  arm: () => {
    if (mayArm(currentArmingContext())) set({ armed: true });
  },
  disarm: () => set({ armed: false }),
}));

/** Drops the arming when its ground changes; the returned function ends it. */
export function guardArming(): () => void {
  let context = currentArmingContext();
  const look = (): void => {
    const next = currentArmingContext();
    if (useArming.getState().armed && !staysArmed(context, next)) useArming.getState().disarm();
    context = next;
  };
  const ends = [useLink.subscribe(look), useAccounts.subscribe(look), useSettings.subscribe(look), useInstruments.subscribe(look)];
  return () => {
    for (const end of ends) end();
  };
}
