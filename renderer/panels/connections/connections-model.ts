/** Connections as cells, and what each can do per market as lines. Pure. */
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { NONE, type Tone } from '#renderer/workspace/grid/figures.ts';
import { formatMoment, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { Account } from '#shared/model/account.ts';
import type { Connection, ConnectionState } from '#shared/model/connection.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import { ordersWords } from '#renderer/panels/orders/orders-words.ts';
import { connectionsWords } from './connections-words.ts';

const STATE_TONES: Readonly<Record<ConnectionState, Tone>> = { off: 'faint', connecting: 'warning', up: 'good', down: 'error' };

export const stateCell = (connection: Connection, language: Language): CellText => ({
  text: connectionsWords[language].states[connection.state],
  tone: STATE_TONES[connection.state],
});

/** Whose money it leads to. A broker that carries accounts of both environments says both; it counts as real. */
export function environmentCell(connection: Connection, accounts: readonly Pick<Account, 'connection' | 'environment'>[], language: Language): CellText {
  const { environments } = connectionsWords[language];
  const both = connection.environment === 'real' && accounts.some((account) => account.connection === connection.id && account.environment === 'simulated');
  return {
    text: both ? `${environments.real} + ${environments.simulated}` : environments[connection.environment],
    tone: connection.environment === 'real' ? 'warning' : connection.environment === 'simulated' ? 'accent' : 'dim',
  };
}

/** How many orders work at a connection's broker. */
export function workingAt(connection: string, accounts: readonly Pick<Account, 'id' | 'connection'>[], orders: readonly Pick<Order, 'account' | 'state'>[]): number {
  const own = new Set(accounts.filter((account) => account.connection === connection).map(({ id }) => id));
  return orders.filter((order) => own.has(order.account) && !isFinal(order.state)).length;
}

/** Round trip in milliseconds: one decimal below 10. */
export function latencyCell(connection: Connection): CellText {
  const ms = connection.latencyMs;
  if (ms === null || connection.state !== 'up') return { text: NONE, tone: 'faint' };
  return { text: `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`, tone: ms > 500 ? 'warning' : 'dim' };
}

export const sinceCell = (connection: Connection): CellText => ({ text: formatMoment(connection.since, LOCAL_ZONE).slice(0, 14), tone: 'dim', title: LOCAL_ZONE });

export function faultCell(connection: Connection, language: Language): CellText {
  if (!connection.fault) return { text: '' };
  const sentence = sentenceOf(connection.fault, language);
  return { text: sentence, tone: 'error', title: sentence };
}

/** What is used of a broker's quotas, each as a text; none where it keeps none. */
export function quotaTexts({ quotas }: Pick<Connection, 'quotas'>, language: Language): readonly string[] {
  const words = connectionsWords[language].quotas;
  return (['subscriptions', 'history'] as const).flatMap((kind) => {
    const quota = quotas?.[kind];
    return quota ? [words[kind](quota.used, quota.total)] : [];
  });
}

/** A typed latency or slippage: a whole number from 0 to `max`; null where it is none. */
export function termOf(text: string, max: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value <= max ? value : null;
}

export interface CapabilityLine {
  readonly exchange: string;
  readonly kinds: string;
  readonly orderTypes: string;
  readonly timesInForce: string;
  readonly offsets: string;
  readonly modify: string;
  readonly depth: string;
}

/** What a connection can do, a line per market. */
export function capabilityLines(connection: Connection, language: Language): readonly CapabilityLine[] {
  const words = connectionsWords[language];
  const terms = orderWords[language];
  const list = (texts: readonly string[]): string => (texts.length === 0 ? NONE : texts.join(language === 'zh' ? '、' : ', '));
  return connection.capabilities.map((market) => ({
    exchange: market.exchange,
    kinds: list(market.kinds.map((kind) => words.instrumentKinds[kind])),
    orderTypes: list(market.orderTypes.map((type) => terms.type[type])),
    timesInForce: list(market.timesInForce.map((time) => terms.timeInForce[time])),
    offsets: list(market.offsets.map((offset) => terms.offset[offset])),
    modify: list([market.modify ? words.yes : market.replaces ? words.replaces : words.no, ...(market.switches ?? []).map((what) => ordersWords[language].switches[what])]),
    depth: words.levels(market.depth),
  }));
}
