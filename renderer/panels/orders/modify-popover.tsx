/** Changes the price and quantity of a working order, beside its row. */
import { Popover } from 'radix-ui';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { modifyOrder } from '#renderer/workspace/commands/order-commands.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { formatPrice } from '#shared/price.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { changeOf } from './orders-model.ts';
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
  const field = useId();
  const change = changeOf(order, instrument, price, quantity);
  const priceWrong = !change.ok && change.fault.code.startsWith('price');

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!change.ok) return;
    onPressed(true);
    onClose();
    void modifyOrder(order, change.value.price, change.value.quantity).finally(() => onPressed(false));
  };

  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content className="pop" side="top" align="end" sideOffset={4} collisionPadding={8} aria-label={words.changeTitle(instrument.code)}>
          <form className="pop-form" onSubmit={send}>
            <div className="wide pop-title">{words.changeTitle(instrument.code)}</div>
            <label htmlFor={`${field}p`}>{words.price}</label>
            <input id={`${field}p`} className="field field-figure" inputMode="decimal" autoComplete="off" value={price} aria-invalid={priceWrong} onChange={(e) => setPrice(e.target.value)} onFocus={(e) => e.target.select()} />
            <label htmlFor={`${field}q`}>{words.quantity}</label>
            <input id={`${field}q`} className="field field-figure" inputMode="numeric" autoComplete="off" value={quantity} aria-invalid={!change.ok && !priceWrong} onChange={(e) => setQuantity(e.target.value)} onFocus={(e) => e.target.select()} />
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
