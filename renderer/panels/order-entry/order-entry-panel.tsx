/** The order ticket of the linked instrument and the account in use. */
import { SquarePen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import type { Account } from '#shared/model/account.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import { paidInFull, type Instrument } from '#shared/model/instrument.ts';
import { isConditional } from '#shared/model/order.ts';
import { QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { formatMoney, formatPrice } from '#shared/price.ts';
import { client } from '#renderer/client/current.ts';
import { useSelectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { recallPanel, rememberPanel, useSettings } from '#renderer/state/settings.ts';
import { quantityText, typeQuantity, useTicket } from '#renderer/state/ticket.ts';
import { useConnections, usePositions } from '#renderer/state/topics.ts';
import { offeredFor } from '#renderer/workspace/commands/order-commands.ts';
import { useTradingFault } from '#renderer/workspace/commands/trading-gate.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import {
  closableOf, costOf, hoursFor, FIRST_CHOICE, keptChoice, maximumPrice, offsetChoices, pointedAt, priceFieldFault, settleChoice, timesFor, typeChoices, withType, type TicketChoice,
} from './order-entry-model.ts';
import { NotOffered } from './not-offered.tsx';
import { orderEntryTitle, orderEntryWords } from './order-entry-words.ts';
import { parseQuantity, presetQuantities, presetText, stepQuantity } from './quantity.ts';
import { TicketButtons } from './ticket-buttons.tsx';
import { conditionFieldFaults } from './ticket-condition.ts';
import { Choices, StepField } from './ticket-fields.tsx';
import { PriceRow } from './ticket-price-row.tsx';
import { TypeChoice } from './ticket-type.tsx';
import { useMaximum } from './use-maximum.ts';
import './order-entry-panel.css';

const PANEL = 'order-entry';

/** The day's limits, read again when the quote of the instrument changes them. NaN where there are none. */
function useLimits(instrument: Instrument): { readonly lower: number; readonly upper: number } {
  const [limits, setLimits] = useState({ lower: NaN, upper: NaN });
  useEffect(() => {
    const { market } = client();
    const owner = `order-entry:${instrument.id}`;
    // What a combination ties up goes by its legs' prices.
    market.look(owner, { quotes: [instrument.id, ...(instrument.legs ?? [])] });
    const read = (): void => {
      const slot = market.slotOf(instrument.id);
      if (slot === undefined) return;
      const at = slot * QUOTE_WIDTH;
      const [lower, upper] = [market.quotes[at + QUOTE.lowerLimit], market.quotes[at + QUOTE.upperLimit]];
      setLimits((before) => (Object.is(before.lower, lower) && Object.is(before.upper, upper) ? before : { lower, upper }));
    };
    read();
    const offPaint = market.onPaint((dirty) => {
      const slot = market.slotOf(instrument.id);
      if (slot !== undefined && dirty.has(slot)) read();
    });
    return () => {
      offPaint();
      market.look(owner, {});
    };
  }, [instrument]);
  return limits;
}

/** The newest last price, for stepping from it. */
function lastPrice(instrument: Instrument): number {
  const { market } = client();
  const slot = market.slotOf(instrument.id);
  return slot === undefined ? NaN : market.quotes[slot * QUOTE_WIDTH + QUOTE.last];
}

function Ticket(props: { readonly instrument: Instrument; readonly account: Account; readonly offered: MarketCapabilities }) {
  const { instrument, account, offered } = props;
  const w = useWords(orderEntryWords);
  const language = useSettings((s) => s.settings.language);
  const presets = useSettings((s) => s.settings.quantityPresets);
  const fault = useTradingFault();
  const positions = usePositions((s) => s.items);
  const typed = useTicket((s) => quantityText(s, instrument));
  const prefill = useTicket((s) => (s.prefill?.instrument === instrument.id ? s.prefill : null));
  const limits = useLimits(instrument);
  const [asked, setAsked] = useState<TicketChoice>(() => ({ ...FIRST_CHOICE, ...recallPanel<Partial<TicketChoice>>(PANEL) }));
  const [takenOver, setTakenOver] = useState(prefill?.serial ?? 0);

  if (prefill && prefill.serial !== takenOver) {
    setTakenOver(prefill.serial);
    setAsked(pointedAt(settleChoice(asked, instrument, offered), formatPrice(instrument, prefill.price)));
  }

  const choice = settleChoice(asked, instrument, offered);
  const choose = (change: Partial<TicketChoice>): void => {
    const next = { ...choice, ...change };
    setAsked(next);
    if (JSON.stringify(keptChoice(next)) !== JSON.stringify(keptChoice(choice))) rememberPanel(PANEL, keptChoice(next));
  };

  const closable = closableOf(positions, account.id, instrument.id);
  const quantity = parseQuantity(instrument, typed);
  const maximum = useMaximum(account.id, instrument.id, maximumPrice(choice, instrument), choice.type, quantity.ok ? quantity.value : null);
  const cost = costOf(maximum, quantity);
  const priceFault = priceFieldFault(choice, instrument, limits.lower, limits.upper);
  const conditionFaults = conditionFieldFaults(choice.type, choice, instrument);
  const fieldFault = conditionFaults.first ?? priceFault ?? conditionFaults.offset;
  const types = typeChoices(instrument, offered);
  const times = timesFor(choice.type, instrument, offered);
  const hours = hoursFor(choice.type, offered);
  const offsets = offsetChoices(instrument.offsets, offered);
  const money = (value: number | null | undefined): string => (value === undefined || value === null ? '–' : formatMoney(value));

  return (
    <section className="ticket" aria-label={`${orderEntryTitle[language]} ${instrument.code}`}>
      <header className="ticket-head">
        <b>{instrument.code}</b>
        <span className="ticket-name">{instrument.name[language]}</span>
        {w.origin[instrument.origin] && <span className="ticket-origin">{w.origin[instrument.origin]}</span>}
        {hours.length > 1 && (
          <select
            className="ticket-time"
            aria-label={w.hoursLabel}
            title={w.hoursLabel}
            value={choice.hours}
            onChange={(event) => {
              const chosen = hours.find((each) => each === event.target.value);
              if (chosen) choose({ hours: chosen });
            }}
          >
            {hours.map((each) => (
              <option key={each} value={each}>
                {w.hours[each]}
              </option>
            ))}
          </select>
        )}
        <select
          className="ticket-time"
          aria-label={w.timeLabel}
          title={w.timeLabel}
          value={choice.timeInForce}
          onChange={(event) => {
            const timeInForce = times.find((time) => time === event.target.value);
            if (timeInForce) choose({ timeInForce });
          }}
        >
          {times.map((time) => (
            <option key={time} value={time}>
              {w.time[time]}
            </option>
          ))}
        </select>
      </header>
      <div className="ticket-row">
        <TypeChoice buttons={types.buttons} menu={types.menu} chosen={choice.type} words={w} onChoose={(type) => choose(withType(choice, type, instrument, offered))} />
        {offsets.length > 0 && <Choices label={w.offsetLabel} options={offsets} chosen={choice.offset} text={w.offset} onChoose={(offset) => choose({ offset })} />}
      </div>
      <PriceRow
        instrument={instrument}
        choice={choice}
        words={w}
        wrong={{ price: priceFault !== null, condition: conditionFaults.first !== null, offset: conditionFaults.offset !== null }}
        last={() => lastPrice(instrument)}
        choose={choose}
      />
      <p id="ticket-price-note" className="ticket-note" data-bad={fieldFault !== null} title={fieldFault ? sentenceOf(fieldFault, language) : undefined}>
        {fieldFault
          ? sentenceOf(fieldFault, language)
          : isConditional(choice.type)
            ? w.typeNote[choice.type]
            : Number.isNaN(limits.upper)
              ? w.noLimits
              : w.limits(formatPrice(instrument, limits.lower), formatPrice(instrument, limits.upper))}
      </p>
      <div className="ticket-row">
        <label>{w.quantity}</label>
        <StepField
          label={w.quantity}
          inputMode="numeric"
          value={typed}
          invalid={!quantity.ok}
          describedBy="ticket-quantity-note"
          onType={(text) => typeQuantity(instrument.id, text)}
          onStep={(count) => typeQuantity(instrument.id, String(stepQuantity(instrument, typed, count)))}
        />
        <div className="ticket-choices">
          {presetQuantities(instrument, presets).map((preset) => (
            <button
              key={preset}
              type="button"
              title={w.preset(preset)}
              aria-pressed={typed === String(preset)}
              onClick={() => typeQuantity(instrument.id, String(preset))}
            >
              {presetText(preset)}
            </button>
          ))}
        </div>
      </div>
      <p id="ticket-quantity-note" className="ticket-note" data-bad={!quantity.ok}>
        {quantity.ok
          ? `${w.maximum(String(maximum?.buyOpen ?? '–'), String(maximum?.sellOpen ?? '–'))}  ${w.closable(closable.map((c) => c.available).join(' / ') || '0')}`
          : sentenceOf(quantity.fault, language)}
      </p>
      <TicketButtons
        instrument={instrument}
        account={account.id}
        choice={choice}
        quantityTyped={typed}
        closable={closable}
        fault={fault}
        words={w}
        cost={
          <p className="ticket-cost">
            <span>
              {paidInFull(instrument) ? w.value : w.margin} <b>{money(cost?.margin)}</b>
            </span>
            <span>
              {w.fee} <b>{money(cost?.fee)}</b> {instrument.currency}
            </span>
          </p>
        }
      />
    </section>
  );
}

function OrderEntry() {
  const w = useWords(orderEntryWords);
  const instrument = useSelectedInstrument();
  const account = useSelectedAccount();
  const connection = useConnections((s) => s.byKey.get(account?.connection ?? ''));
  if (!instrument) return <div className="ticket-none">{w.noInstrument}</div>;
  if (!account) return <div className="ticket-none">{w.noAccount}</div>;
  const offered = offeredFor(account, connection, instrument);
  if (!offered) return <NotOffered instrument={instrument} words={w} />;
  return <Ticket key={`${account.id}/${instrument.id}`} instrument={instrument} account={account} offered={offered} />;
}

export const orderEntryPanel: PanelDefinition = { id: PANEL, title: orderEntryTitle, icon: SquarePen, component: OrderEntry };
