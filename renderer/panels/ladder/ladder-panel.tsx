/** Click-to-trade ladder of the linked instrument. */
import { AlignVerticalJustifyCenter, ListOrdered, Zap, ZapOff } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Instrument } from '#shared/model/instrument.ts';
import { parseQuantity, presetQuantities, presetText, stepQuantity } from '#renderer/panels/order-entry/quantity.ts';
import { useArming } from '#renderer/state/arming.ts';
import { useSelectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { quantityText, typeQuantity, useTicket } from '#renderer/state/ticket.ts';
import { useConnections } from '#renderer/state/topics.ts';
import { offeredFor, tradesAtMarket } from '#renderer/workspace/commands/order-commands.ts';
import { useTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { LADDER_ROW_PX } from './ladder-model.ts';
import { LiveLadder } from './ladder-live.ts';
import { ladderTitle, ladderWords } from './ladder-words.ts';
import './ladder-panel.css';

/** Space and C centre while the mouse is over the ladder or the focus in it, unless something is being typed. */
function useCentreKey(panel: RefObject<HTMLElement | null>, live: RefObject<LiveLadder | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== ' ' && event.key.toLowerCase() !== 'c')) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON)$/.test(target.tagName))) return;
      if (!live.current || !(live.current.isMouseOver || panel.current?.contains(target))) return;
      event.preventDefault();
      live.current.centre();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [panel, live]);
}

function ArmSwitch() {
  const w = useWords(ladderWords);
  const arming = useArming();
  const { armed } = arming;
  const fault = useTradingFault();
  return (
    <button
      type="button"
      className="ladder-arm"
      role="switch"
      aria-checked={armed}
      title={w.armKey}
      disabled={!armed && fault !== null}
      onClick={() => (armed ? arming.disarm() : arming.arm())}
    >
      {armed ? <Zap size={14} /> : <ZapOff size={14} />}
      {armed ? w.armed : w.arm}
    </button>
  );
}

function QuantityBar({ instrument }: { readonly instrument: Instrument }) {
  const w = useWords(ladderWords);
  const text = useTicket((s) => quantityText(s, instrument));
  const presets = useSettings((s) => s.settings.quantityPresets);
  const type = (next: string): void => typeQuantity(instrument.id, next);
  return (
    <div className="ladder-quantity">
      <input
        aria-label={w.quantity}
        aria-invalid={!parseQuantity(instrument, text).ok}
        inputMode="numeric"
        value={text}
        maxLength={9}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          type(String(stepQuantity(instrument, text, event.key === 'ArrowUp' ? 1 : -1)));
        }}
      />
      {presetQuantities(instrument, presets).map((quantity) => (
        <button key={quantity} type="button" title={w.preset(quantity)} aria-pressed={text === String(quantity)} onClick={() => type(String(quantity))}>
          {presetText(quantity)}
        </button>
      ))}
    </div>
  );
}

function Actions({ instrument, live }: { readonly instrument: Instrument; readonly live: RefObject<LiveLadder | null> }) {
  const w = useWords(ladderWords);
  const armed = useArming((s) => s.armed);
  const fault = useTradingFault();
  const account = useSelectedAccount();
  const connection = useConnections((s) => s.byKey.get(account?.connection ?? ''));
  const offersMarket = tradesAtMarket(instrument, offeredFor(account, connection, instrument));
  const blocked = !armed || fault !== null || !offersMarket;
  const why = offersMarket ? (armed ? undefined : w.needsArming) : w.noMarketOrders;
  const quantity = useTicket((s) => quantityText(s, instrument));
  return (
    <div className="ladder-actions">
      <button type="button" className="buy" disabled={blocked} title={why ?? w.buyMarketKey(quantity)} onClick={() => void live.current?.send('buy', null)}>
        {w.buyMarket}
      </button>
      <button type="button" className="sell" disabled={blocked} title={why ?? w.sellMarketKey(quantity)} onClick={() => void live.current?.send('sell', null)}>
        {w.sellMarket}
      </button>
      <button type="button" className="flatten" disabled={blocked} title={why ?? w.flattenKey} onClick={() => live.current?.flatten()}>
        {w.flatten}
      </button>
      <button type="button" className="cancel first" disabled={!account} title={w.cancelBuysKey} onClick={() => live.current?.cancelSide('buy')}>
        {w.cancelBuys}
      </button>
      <button type="button" className="cancel" disabled={!account} title={w.cancelSellsKey} onClick={() => live.current?.cancelSide('sell')}>
        {w.cancelSells}
      </button>
      <button type="button" className="cancel" disabled={!account} title={w.cancelAllKey} onClick={() => live.current?.cancelSide()}>
        {w.cancelAll}
      </button>
    </div>
  );
}

function LadderOf({ instrument }: { readonly instrument: Instrument }) {
  const w = useWords(ladderWords);
  const language = useSettings((s) => s.settings.language);
  const density = useSettings((s) => s.settings.density);
  const armed = useArming((s) => s.armed);
  const [away, setAway] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const position = useRef<HTMLSpanElement>(null);
  const result = useRef<HTMLSpanElement>(null);
  const message = useRef<HTMLDivElement>(null);
  const ownBuy = useRef<HTMLSpanElement>(null);
  const ownSell = useRef<HTMLSpanElement>(null);
  const live = useRef<LiveLadder | null>(null);
  useCentreKey(panel, live);

  useEffect(() => {
    if (!rows.current || !position.current || !result.current || !message.current || !ownBuy.current || !ownSell.current) return;
    const elements = {
      rows: rows.current, position: position.current, result: result.current, message: message.current, ownBuy: ownBuy.current, ownSell: ownSell.current,
    };
    const ladder = new LiveLadder(elements, instrument, LADDER_ROW_PX[density], w, language, setAway);
    live.current = ladder;
    return () => {
      live.current = null;
      ladder.close();
    };
  }, [instrument, density, w, language]);

  return (
    <section className="ladder" ref={panel} data-armed={armed} tabIndex={-1} aria-label={`${w.columns.price} ${instrument.code}`}>
      <header className="ladder-head">
        <b title={instrument.name[language]}>{instrument.code}</b>
        {w.origin[instrument.origin] && <span className="ladder-origin" title={w.originKey[instrument.origin]}>{w.origin[instrument.origin]}</span>}
        <span className="ladder-position" ref={position} />
        <span className="ladder-result" ref={result} />
      </header>
      <div className="ladder-bar-row">
        <ArmSwitch />
        <QuantityBar instrument={instrument} />
      </div>
      <div className="ladder-armed-bar" />
      <div className="ladder-columns">
        <span className="own" ref={ownBuy} />
        <span>{w.columns.bid}</span>
        <button type="button" className="ladder-centre" data-away={away} title={w.centreKey} onClick={() => live.current?.centre()}>
          <AlignVerticalJustifyCenter size={12} />
          {w.centre}
        </button>
        <span>{w.columns.ask}</span>
        <span className="own" ref={ownSell} />
      </div>
      <div className="ladder-rows" ref={rows} data-testid="ladder-rows" data-message={w.empty} data-empty="true" />
      <div className="ladder-message" ref={message} role="status" data-testid="ladder-message" />
      <Actions instrument={instrument} live={live} />
    </section>
  );
}

function Ladder() {
  const w = useWords(ladderWords);
  const instrument = useSelectedInstrument();
  return instrument ? <LadderOf instrument={instrument} /> : <div className="ladder-none">{w.noInstrument}</div>;
}

export const ladderPanel: PanelDefinition = { id: 'ladder', title: ladderTitle, icon: ListOrdered, component: Ladder };
