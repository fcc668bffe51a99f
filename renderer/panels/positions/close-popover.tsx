/** How much of a position to close at the market, beside its row. */
import { Popover } from 'radix-ui';
import { useState, type FormEvent, type ReactNode } from 'react';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { closableOf, closeFraction, closeQuantity, type PositionRow } from './positions-model.ts';
import { positionsWords } from './positions-words.ts';

export interface ClosePopoverProps {
  readonly row: PositionRow;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
  readonly onSend: (quantity: number) => void;
}

export function ClosePopover({ row, anchor, onClose, onSend }: ClosePopoverProps): ReactNode {
  const words = useWords(positionsWords);
  const language = useSettings((s) => s.settings.language);
  const [text, setText] = useState(String(closableOf(row)));
  const asked = closeQuantity(row, text, language);
  const side = row.position.side;

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!asked.ok) return;
    onClose();
    onSend(asked.quantity);
  };

  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content className="pop" side="top" align="end" sideOffset={4} collisionPadding={8} aria-label={words.close}>
          <form className="pop-form" onSubmit={send}>
            <div className="wide pop-title">
              {words.closeHead(row.instrument?.code ?? row.position.instrument, '')}
              <span className={side === 'long' ? 'tone-buy' : 'tone-sell'}>{orderWords[language].positionSide[side]}</span>
            </div>
            <input className="field field-figure" aria-label={words.quantity} inputMode="numeric" autoComplete="off" value={text} aria-invalid={!asked.ok} onChange={(e) => setText(e.target.value)} onFocus={(e) => e.target.select()} />
            <span className="close-parts">
              <button type="button" className="bar-button" onClick={() => setText(String(closeFraction(row, 0.25)))}>{words.quarter}</button>
              <button type="button" className="bar-button" onClick={() => setText(String(closeFraction(row, 0.5)))}>{words.half}</button>
              <button type="button" className="bar-button" onClick={() => setText(String(closeFraction(row, 1)))}>{words.whole}</button>
            </span>
            <div className="wide field-error" role="status">{asked.ok ? '' : asked.why}</div>
            <div className="wide pop-actions">
              <button type="button" className="bar-button" onClick={onClose}>{words.cancel}</button>
              <button type="submit" className="bar-button bar-button-strong" disabled={!asked.ok}>{words.closeSend(asked.ok ? formatQuantity(asked.quantity) : '')}</button>
            </div>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
