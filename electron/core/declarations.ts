/**
 * Declarations: the way of one out is an order's (gate → terms → journal, synced → the broker), and what became of it is the broker's word
 * alone, told by itself and asked for in whole after each login. Nothing is declared twice: an id is one declaration.
 */
import type { Broker, DeclarationIntent, DeclarationReport } from '#electron/brokers/broker.ts';
import type { Journal } from '#electron/store/store.ts';
import type { DeclareRequest } from '#shared/contract/commands.ts';
import type { Account } from '#shared/model/account.ts';
import { isOpenDeclaration, type Declaration } from '#shared/model/declaration.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Offset } from '#shared/model/order.ts';
import type { PositionSide } from '#shared/model/position.ts';
import { declarationsFor, quoteFault, sideOfDeclaration } from '#shared/orders/declarations.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { Publisher } from './core.ts';
import { externalId } from './orders/order-registry.ts';
import { newOrderId } from './orders/placing.ts';
import type { Closable, Positions } from './positions/positions.ts';

export interface DeclarationsOptions {
  readonly accounts: Pick<Accounts, 'get' | 'gate' | 'brokerOf' | 'capabilitiesOf'>;
  readonly positions: Pick<Positions, 'closable' | 'onDeclaration' | 'publish'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly publisher: Publisher;
  readonly isKilled: () => boolean;
  readonly instrumentOf: (id: InstrumentId) => Instrument | undefined;
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'warning', fault: Fault) => void;
}

export interface Declarations {
  /** Errors: what stops an order of the account, instrument-unknown, declaration-not-offered, position-insufficient, declaration-of-one-day, price-off-tick, quote-crossed, journal-failed, and the broker's own. */
  declare(request: DeclareRequest): Promise<Result<Declaration>>;
  /** Takes one back that is not carried out yet. Errors: declaration-unknown, declaration-over, account-offline, not-supported, journal-failed, and the broker's own. */
  withdraw(account: string, id: string): Promise<Result<null>>;
  /** An account was offered, is ready or went away: its broker is listened to, and asked for the whole list once it can answer. */
  accountChanged(account: Account): void;
}

/** How long the broker may say nothing of a declaration before its list is asked for. */
const ANSWER_MS = 10_000;

/** Which of a side's lots an exercise takes; null where the market tells days apart and neither has enough. */
function offsetOf(instrument: Instrument, quantity: number, { today, yesterday }: Closable): Offset | null {
  if (instrument.offsets !== 'today-yesterday') return 'close';
  return yesterday >= quantity ? 'close-yesterday' : today >= quantity ? 'close-today' : null;
}

export function createDeclarations({ accounts, positions, journal, publisher, isKilled, instrumentOf, now, after, log }: DeclarationsOptions): Declarations {
  const all = new Map<string, Map<string, Declaration>>();
  const underWay = new Map<string, Promise<Result<Declaration>>>();
  const heard = new WeakSet<Broker>();
  const states = new Map<string, Account['state']>();

  const of = (account: string): Map<string, Declaration> => {
    let known = all.get(account);
    if (!known) all.set(account, (known = new Map()));
    return known;
  };

  /** Takes declarations of an account as they stand now, and what they hold of positions with them. */
  const keepAll = (account: string, declarations: Iterable<Declaration>, gone: readonly string[]): void => {
    const known = of(account);
    const items = [...declarations];
    for (const declaration of items) {
      known.set(declaration.id, declaration);
      positions.onDeclaration(declaration);
    }
    for (const id of gone) {
      const before = known.get(id);
      if (before) positions.onDeclaration({ ...before, state: 'done' });
      known.delete(id);
    }
    publisher.publish('declarations', items, gone);
    positions.publish();
  };
  const keep = (declaration: Declaration): void => keepAll(declaration.account, [declaration], []);

  const fromReport = ({ clientId, ...report }: DeclarationReport): Declaration => ({ ...report, id: clientId ?? externalId(report.account, report.brokerId) });

  /** The whole list of an account: what it does not name was never taken, unless it was sent after the question. */
  const refresh = async (account: string): Promise<void> => {
    const broker = accounts.brokerOf(account);
    const asked = now();
    const answer = await broker?.declarations?.list(account);
    if (!answer || accounts.brokerOf(account) !== broker) return;
    if (!answer.ok) return log('warning', answer.fault);
    const listed = new Map(answer.value.map((report) => [fromReport(report).id, fromReport(report)]));
    const gone: string[] = [];
    for (const [id, known] of of(account)) {
      if (listed.has(id) || known.time > asked) continue;
      if (known.state === 'submitting' || known.state === 'unknown') listed.set(id, { ...known, state: 'rejected', fault: { code: 'declaration-not-received' } });
      // Another day's, which the broker lists no more; one that was refused here stays to be read.
      else if (known.state !== 'rejected') gone.push(id);
    }
    keepAll(account, listed.values(), gone);
  };

  /** What is to be sent, or why it is not. */
  const intentOf = (request: DeclareRequest, id: string): Result<DeclarationIntent> => {
    const { account, kind, quantity } = request;
    const gate: Fault | null = isKilled() ? { code: 'kill-switch-on' } : accounts.gate(account);
    if (gate) return { ok: false, fault: gate };
    const instrument = instrumentOf(request.instrument);
    if (!instrument) return fail('instrument-unknown', { instrument: request.instrument });
    const offered = accounts.brokerOf(account)?.declarations ? declarationsFor(accounts.capabilitiesOf(account), instrument) : [];
    if (!offered.includes(kind)) return fail('declaration-not-offered', { instrument: instrument.code, what: kind, offered: offered.join(', ') });
    const fixed = sideOfDeclaration(kind);
    const side: PositionSide | null = fixed === undefined ? (request.side ?? 'long') : fixed;
    let offset: Offset = 'close';
    if (kind === 'quote') {
      if (!request.quote) return fail('price-missing');
      const wrong = quoteFault(instrument, request.quote);
      if (wrong) return { ok: false, fault: wrong };
    } else if (kind !== 'ask-quote' && quantity <= 0) return fail('quantity-invalid', { quantity });
    if (kind === 'exercise' || kind === 'abandon') {
      const closable = positions.closable(account, instrument, 'long');
      if (quantity > closable.total) return fail('position-insufficient', { needed: quantity, available: closable.total });
      const part = offsetOf(instrument, quantity, closable);
      if (part === null) return fail('declaration-of-one-day', { today: closable.today, yesterday: closable.yesterday });
      offset = part;
    }
    return ok({ id, account, kind, instrument: instrument.id, side, quantity: kind === 'ask-quote' || kind === 'quote' ? 0 : quantity, offset, quote: kind === 'quote' ? (request.quote ?? null) : null });
  };

  const send = async (request: DeclareRequest, id: string): Promise<Result<Declaration>> => {
    const intent = intentOf(request, id);
    if (!intent.ok) return intent;
    const { account, kind, instrument, side, quantity, quote } = intent.value;
    const noted = await journal.append({ kind: 'declare', account, order: null, detail: { id, kind, instrument, side, quantity, ...(quote ? { quote } : {}) }, time: now() }, null).catch((error: unknown) => fail('journal-failed', { reason: String(error) }));
    if (!noted.ok) return noted;
    // What may have changed during the wait.
    const again = intentOf(request, id);
    if (!again.ok) return again;
    const broker = accounts.brokerOf(account);
    const answer = broker?.declarations?.declare(again.value) ?? fail('account-offline');
    if (!answer.ok) return answer;
    const declaration: Declaration = { id, account, kind, instrument, side, quantity, quote, state: 'submitting', fault: null, brokerId: null, time: now(), tradingDay: answer.value.tradingDay };
    keep(declaration);
    after(ANSWER_MS, () => {
      if (of(account).get(id)?.state === 'submitting') void refresh(account);
    });
    return ok(declaration);
  };

  return {
    declare(request) {
      const id = request.id ?? newOrderId(now());
      const known = of(request.account).get(id);
      if (known) return Promise.resolve(ok(known));
      const same = underWay.get(id);
      if (same) return same;
      const sent = send(request, id);
      underWay.set(id, sent);
      void sent.finally(() => underWay.delete(id));
      return sent;
    },

    async withdraw(account, id) {
      const declaration = all.get(account)?.get(id);
      if (!declaration) return fail('declaration-unknown', { id });
      if (!isOpenDeclaration(declaration.state)) return fail('declaration-over');
      const noted = await journal.append({ kind: 'withdraw-declaration', account, order: null, detail: { id }, time: now() }, null).catch((error: unknown) => fail('journal-failed', { reason: String(error) }));
      if (!noted.ok) return noted;
      if (accounts.get(account)?.state === 'offline') return fail('account-offline');
      return accounts.brokerOf(account)?.declarations?.withdraw(account, id, declaration.brokerId) ?? fail('account-offline');
    },

    accountChanged({ id: account, state }) {
      const broker = accounts.brokerOf(account);
      if (broker?.declarations && !heard.has(broker)) {
        heard.add(broker);
        broker.declarations.listen((report) => keep(fromReport(report)));
      }
      const before = states.get(account);
      states.set(account, state);
      if (before === state) return;
      if (state === 'offline') {
        for (const declaration of of(account).values()) if (declaration.state === 'submitting') keep({ ...declaration, state: 'unknown' });
      } else if (state === 'ready' && broker?.declarations) void refresh(account);
    },
  };
}
