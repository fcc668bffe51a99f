/** Declares something of an instrument or a position, beside what was clicked. */
import { Popover } from 'radix-ui';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { command, newOrderId } from '#renderer/workspace/commands/order-commands.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { DeclarationKind } from '#shared/model/declaration.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset } from '#shared/model/order.ts';
import { firstTyped, requestOf, type Typed } from './declarations-model.ts';
import { declarationWords } from './declarations-words.ts';
import './declarations-panel.css';

export interface DeclarationPopoverProps {
  readonly account: string;
  readonly instrument: Instrument;
  /** At least one. */
  readonly kinds: readonly DeclarationKind[];
  /** Contracts that may be declared; null: not known here. */
  readonly most: number | null;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}

const QUOTE_OFFSETS: readonly Offset[] = ['open', 'close'];

export function DeclarationPopover({ account, instrument, kinds, most, anchor, onClose }: DeclarationPopoverProps): ReactNode {
  const words = useWords(declarationWords);
  const language = useSettings((s) => s.settings.language);
  const terms = orderWords[language];
  const id = useId();
  // One declaration, however often it is sent.
  const [requestId] = useState(newOrderId);
  const [typed, setTyped] = useState<Typed>(() => firstTyped(kinds[0], most ?? 1));
  const request = requestOf(typed, account, instrument, most);
  const set = (change: Partial<Typed>): void => setTyped((before) => ({ ...before, ...change }));

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!request.ok) return;
    onClose();
    void command('declaration.make', { ...request.value, id: requestId }).then((answer) => answer.ok && openPanel('declarations'));
  };
  const figure = (name: 'quantity' | 'bid' | 'ask' | 'bidQuantity' | 'askQuantity', label: string, autoFocus = false): ReactNode => (
    <>
      <label htmlFor={`${id}${name}`}>{label}</label>
      <input id={`${id}${name}`} className="field field-figure" inputMode="decimal" autoComplete="off" autoFocus={autoFocus} value={typed[name]} onChange={(event) => set({ [name]: event.target.value })} onFocus={(event) => event.target.select()} />
    </>
  );
  const offset = (name: 'bidOffset' | 'askOffset', label: string): ReactNode => (
    <>
      <label htmlFor={`${id}${name}`}>{label}</label>
      <select id={`${id}${name}`} className="field" value={typed[name]} onChange={(event) => set({ [name]: event.target.value as Offset })}>
        {QUOTE_OFFSETS.map((one) => <option key={one} value={one}>{terms.offset[one]}</option>)}
      </select>
    </>
  );

  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content className="pop" side="top" align="end" sideOffset={4} collisionPadding={8} aria-label={words.declare} data-testid="declaration">
          <form className="pop-form" onSubmit={send}>
            <div className="wide pop-title">{instrument.code} {instrument.name[language] === instrument.code ? '' : instrument.name[language]}</div>
            <div className="wide declaration-kinds" role="radiogroup" aria-label={words.what}>
              {kinds.map((kind) => (
                <button key={kind} type="button" role="radio" aria-checked={typed.kind === kind} className="bar-button" data-kind={kind} onClick={() => set({ kind })}>
                  {words.kind[kind]}
                </button>
              ))}
            </div>
            {typed.kind === 'combine' || typed.kind === 'split' ? (
              <>
                <label htmlFor={`${id}side`}>{words.side}</label>
                <select id={`${id}side`} className="field" value={typed.side} onChange={(event) => set({ side: event.target.value as Typed['side'] })}>
                  <option value="long">{words.firstLeg.long}</option>
                  <option value="short">{words.firstLeg.short}</option>
                </select>
              </>
            ) : null}
            {typed.kind === 'quote' ? (
              <>
                {figure('bid', words.bid, true)}
                {figure('bidQuantity', words.bidQuantity)}
                {offset('bidOffset', `${words.bid} ${words.offset}`)}
                {figure('ask', words.ask)}
                {figure('askQuantity', words.askQuantity)}
                {offset('askOffset', `${words.ask} ${words.offset}`)}
              </>
            ) : typed.kind === 'ask-quote' ? null : (
              figure('quantity', words.quantity, true)
            )}
            <div className="wide declaration-means tone-dim">{words.means[typed.kind]}</div>
            <div className="wide field-error" role="status">{request.ok ? '' : sentenceOf(request.fault, language)}</div>
            <div className="wide pop-actions">
              <button type="button" className="bar-button" onClick={onClose}>{words.cancel}</button>
              <button type="submit" className="bar-button bar-button-strong" disabled={!request.ok} data-testid="declaration-send">{words.send(words.kind[typed.kind])}</button>
            </div>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
