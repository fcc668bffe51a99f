/** The ticket's three buttons. Each shows the price it would send; that price, and no later one, is what a click sends. */
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import type { PlaceRequest } from '#shared/contract/commands.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { isWaiting } from '#shared/orders/waiting.ts';
import type { Fault, Result } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useOrders } from '#renderer/state/topics.ts';
import { newOrderId, placeOrder } from '#renderer/workspace/commands/order-commands.ts';
import { currentTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { orderSentence, priceWords } from '#renderer/workspace/language/order-sentence.ts';
import { sideOf, ticketRequest, type Closable, type TicketAction, type TicketChoice } from './order-entry-model.ts';
import type { OrderEntryWords } from './order-entry-words.ts';

const CONFIRM_MS = 5000;
const NO_QUOTE = emptyQuote();

type Request = Omit<PlaceRequest, 'id'>;

/** What the line under the buttons tells about. */
type Told =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'order'; readonly request: Request; readonly ids: readonly string[] };

interface TicketButtonsProps {
  readonly instrument: Instrument;
  readonly account: string;
  readonly choice: TicketChoice;
  readonly quantityTyped: string;
  readonly closable: readonly Closable[];
  /** Why nothing can be sent now. */
  readonly fault: Fault | null;
  readonly words: OrderEntryWords;
  /** What it would cost: gives its line to the question before an order is sent. */
  readonly cost: ReactNode;
}

export function TicketButtons(props: TicketButtonsProps) {
  const { instrument, account, choice, quantityTyped, closable, fault, words: w } = props;
  const language = useSettings((s) => s.settings.language);
  const confirms = useSettings((s) => s.settings.confirmOrders);
  const [told, setTold] = useState<Told>({ kind: 'nothing' });
  const [asking, setAsking] = useState<{ readonly action: TicketAction; readonly request: Request } | null>(null);
  const prices = useRef(new Map<TicketAction, HTMLElement>());
  const shown = useRef(new Map<TicketAction, Result<Request>>());

  const actions: readonly TicketAction[] = ['buy', 'sell', ...closable.map((c): TicketAction => (c.side === 'long' ? 'close-long' : 'close-short'))];
  const priceText = (request: Request): string => priceWords(request, instrument, language);

  const paint = useEffectEvent(() => {
    const { market } = client();
    const slot = market.slotOf(instrument.id);
    for (const action of actions) {
      const request = ticketRequest(
        action, choice, quantityTyped, instrument, account, closable, slot === undefined ? NO_QUOTE : market.quotes, (slot ?? 0) * QUOTE_WIDTH,
      );
      shown.current.set(action, request);
      const element = prices.current.get(action);
      const price = request.ok ? priceText(request.value) : '–';
      const text = request.ok && action.startsWith('close') ? `${request.value.quantity} @ ${price}` : price;
      if (element && element.textContent !== text) element.textContent = text;
    }
  });

  useEffect(() => paint());

  useEffect(() => {
    const { market } = client();
    return market.onPaint((dirty) => {
      const slot = market.slotOf(instrument.id);
      if (slot !== undefined && dirty.has(slot)) paint();
    });
  }, [instrument]);

  useEffect(() => {
    if (!asking) return;
    const drop = (): void => setAsking(null);
    const timer = setTimeout(drop, CONFIRM_MS);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') drop();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey);
    };
  }, [asking]);

  const send = async (request: Request): Promise<void> => {
    const id = newOrderId();
    setAsking(null);
    setTold({ kind: 'order', request, ids: [id] });
    const answer = await placeOrder({ ...request, id }, true);
    setTold(answer.ok ? { kind: 'order', request, ids: answer.value.orders.map((o) => o.id) } : { kind: 'fault', fault: answer.fault });
  };

  const press = (action: TicketAction): void => {
    const now = currentTradingFault();
    if (now) return setTold({ kind: 'fault', fault: now });
    if (asking?.action === action) return void send(asking.request);
    const request = shown.current.get(action);
    if (!request) return;
    if (!request.ok) return setTold({ kind: 'fault', fault: request.fault });
    if (confirms) setAsking({ action, request: request.value });
    else void send(request.value);
  };

  const labels: Readonly<Record<TicketAction, string>> = { buy: w.buy, sell: w.sell, 'close-long': w.close.long, 'close-short': w.close.short };
  const offset = instrument.offsets === 'net' ? '' : w.offset[choice.offset];
  const button = (action: TicketAction) => (
    <button
      key={action}
      type="button"
      className={action.startsWith('close') ? `close ${sideOf(action)}` : action}
      data-asking={asking?.action === action}
      data-testid={`ticket-${action}`}
      disabled={fault !== null}
      onClick={() => press(action)}
    >
      <span className="ticket-label">
        {asking?.action === action ? w.confirm : labels[action]}
        {!action.startsWith('close') && asking?.action !== action && <small>{offset}</small>}
      </span>
      <span
        className="ticket-price"
        ref={(element) => {
          if (element) prices.current.set(action, element);
          else prices.current.delete(action);
        }}
      />
    </button>
  );

  return (
    <>
      <div className="ticket-buttons">
        {button('buy')}
        {button('sell')}
        <div className="ticket-closing">
          {closable.length === 0 ? (
            <button type="button" className="close" disabled>
              <span className="ticket-label">{w.close.none}</span>
              <span className="ticket-price">–</span>
            </button>
          ) : (
            actions.slice(2).map(button)
          )}
        </div>
      </div>
      <p className="ticket-message" role="status" data-testid="ticket-message" data-asking={asking !== null && fault === null}>
        {fault ? (
          <span className="bad" title={sentenceOf(fault, language)}>
            {sentenceOf(fault, language)}
          </span>
        ) : asking ? (
          <span className="asking" title={w.confirmWhat(orderSentence(asking.request, instrument, language))}>
            {w.confirmWhat(orderSentence(asking.request, instrument, language))}
          </span>
        ) : told.kind === 'fault' ? (
          <span className="bad" title={sentenceOf(told.fault, language)}>
            {sentenceOf(told.fault, language)}
          </span>
        ) : told.kind === 'order' ? (
          <Progress ids={told.ids} text={w.sending(told.request.side, told.request.quantity, priceText(told.request))} words={w} />
        ) : (
          <span>{w.ready}</span>
        )}
      </p>
      {asking && !fault ? null : props.cost}
    </>
  );
}

/** What became of the order just sent, live. */
function Progress({ ids, text, words: w }: { readonly ids: readonly string[]; readonly text: string; readonly words: OrderEntryWords }) {
  const language = useSettings((s) => s.settings.language);
  const byKey = useOrders((s) => s.byKey);
  const orders = ids.map((id) => byKey.get(id)).filter((o) => o !== undefined);
  const order = orders.find((o) => o.fault) ?? orders.at(-1);
  const line = `${text} · ${order ? (order.state === 'working' && isWaiting(order) ? w.waiting : w.state[order.state]) : w.sent}${order?.fault ? ` · ${sentenceOf(order.fault, language)}` : ''}`;
  return (
    <span className={order?.state ?? 'sent'} title={line}>
      {line}
    </span>
  );
}
