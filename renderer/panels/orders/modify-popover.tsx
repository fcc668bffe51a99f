/** Changes the price and quantity of a working order, and what a waiting one waits for, beside its row. */
import { Popover } from 'radix-ui';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { modifyOrder } from '#renderer/workspace/commands/order-commands.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { isTrailing } from '#shared/orders/condition.ts';
import { isWaiting } from '#shared/orders/waiting.ts';
import { formatPrice } from '#shared/price.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { changeOf, conditionTyped } from './orders-model.ts';
import { ordersWords } from './orders-words.ts';

export interface ModifyPopoverProps {
  readonly order: Order;
  readonly instrument: Instrument;
  readonly anchor: HTMLElement;
  /** Called while the change is under way, and with false once it was answered. */
  readonly onPressed: (under: boolean) => void;
  readonly onClose: () => void;
}

export function ModifyPopover({ order, instrument, anchor, onPressed, onClose }: ModifyPopoverProps): ReactNode {
  const words = useWords(ordersWords);
  const language = useSettings((s) => s.settings.language);
  const [price, setPrice] = useState(order.price === null ? '' : formatPrice(instrument, order.price));
  const [quantity, setQuantity] = useState(String(order.quantity));
  const [typed, setTyped] = useState(() => conditionTyped(order, instrument));
  const field = useId();
  const waits = isWaiting(order);
  const trails = isTrailing(order.type);
  const change = changeOf(order, instrument, price, quantity, typed);
  const wrong = change.ok ? null : change.fault.code.startsWith('quantity') ? 'quantity' : change.fault.code.startsWith('price') && order.price !== null ? 'price' : 'condition';
  const conditionLabel = trails ? words.trail(order.condition?.trail !== null && typed.trailUnit === 'ratio') : words.trigger;

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!change.ok) return;
    onPressed(true);
    onClose();
    void modifyOrder(order, change.value.price, change.value.quantity, change.value.condition).finally(() => onPressed(false));
  };

  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content className="pop" side="top" align="end" sideOffset={4} collisionPadding={8} aria-label={words.changeTitle(instrument.code)}>
          <form className="pop-form" onSubmit={send}>
            <div className="wide pop-title">{words.changeTitle(instrument.code)}</div>
            {waits ? (
              <>
                <label htmlFor={`${field}c`}>{conditionLabel}</label>
                <input
                  id={`${field}c`}
                  className="field field-figure"
                  inputMode="decimal"
                  autoComplete="off"
                  value={trails ? typed.trailText : typed.triggerText}
                  aria-invalid={wrong === 'condition'}
                  onChange={(e) => setTyped(trails ? { ...typed, trailText: e.target.value } : { ...typed, triggerText: e.target.value })}
                  onFocus={(e) => e.target.select()}
                />
              </>
            ) : null}
            {order.price === null ? null : (
              <>
                <label htmlFor={`${field}p`}>{words.price}</label>
                <input id={`${field}p`} className="field field-figure" inputMode="decimal" autoComplete="off" value={price} aria-invalid={wrong === 'price'} onChange={(e) => setPrice(e.target.value)} onFocus={(e) => e.target.select()} />
              </>
            )}
            <label htmlFor={`${field}q`}>{words.quantity}</label>
            <input id={`${field}q`} className="field field-figure" inputMode="numeric" autoComplete="off" value={quantity} aria-invalid={wrong === 'quantity'} onChange={(e) => setQuantity(e.target.value)} onFocus={(e) => e.target.select()} />
            <div className="wide field-error" role="status">
              {change.ok ? (order.filled > 0 ? <span className="tone-dim">{words.filledOf(formatQuantity(order.filled))}</span> : null) : sentenceOf(change.fault, language)}
            </div>
            <div className="wide pop-actions">
              <button type="button" className="bar-button" onClick={onClose}>{words.close}</button>
              <button type="submit" className="bar-button bar-button-strong" disabled={!change.ok}>{words.send}</button>
            </div>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
