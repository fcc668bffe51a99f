/**
 * The row of an order's prices. One row for every type, so that nothing moves when the type changes: a price with what it may follow;
 * a trigger with a limit beside it; a distance to trail by with its unit, and the distance of the limit.
 */
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, isPriced } from '#shared/model/order.ts';
import { isTrailing } from '#shared/orders/condition.ts';
import { stepPrice, type TicketChoice } from './order-entry-model.ts';
import type { OrderEntryWords } from './order-entry-words.ts';
import { leastDistance, stepDistance, stepPercent, TRAIL_UNITS, trailInUnit } from './ticket-condition.ts';
import { Choices, StepField, type StepFieldProps } from './ticket-fields.tsx';

export interface PriceRowProps {
  readonly instrument: Instrument;
  readonly choice: TicketChoice;
  readonly words: OrderEntryWords;
  /** What is wrong, by field; the sentence is in the note below. */
  readonly wrong: { readonly price: boolean; readonly condition: boolean; readonly offset: boolean };
  /** The newest last price, in ticks; NaN before the first. */
  readonly last: () => number;
  readonly choose: (change: Partial<TicketChoice>) => void;
}

export function PriceRow(props: PriceRowProps) {
  const { choice } = props;
  if (!isConditional(choice.type)) return <PlainPrice {...props} />;
  return isTrailing(choice.type) ? <TrailingPrice {...props} /> : <TriggerPrice {...props} />;
}

type PriceFieldProps = Omit<StepFieldProps, 'inputMode' | 'describedBy'>;

/** A field of this row: a decimal, with the row's note. */
const PriceField = (props: PriceFieldProps) => <StepField inputMode="decimal" describedBy="ticket-price-note" {...props} />;

function PlainPrice({ instrument, choice, words: w, wrong, last, choose }: PriceRowProps) {
  const hasPrice = isPriced(choice.type);
  return (
    <div className="ticket-row">
      <label>{w.price}</label>
      <PriceField
        label={w.price}
        hint={hasPrice ? w.priceStep : w.typeKey[choice.type]}
        value={!hasPrice || choice.mode !== 'fixed' ? '' : choice.priceText}
        placeholder={hasPrice ? w.following[choice.mode] : w.type[choice.type]}
        invalid={wrong.price}
        disabled={!hasPrice}
        onType={(priceText) => choose({ mode: 'fixed', priceText })}
        onStep={(count) => choose({ mode: 'fixed', priceText: stepPrice(instrument, choice.mode === 'fixed' ? choice.priceText : '', last(), count) })}
      />
      <Choices
        label={w.price}
        options={['last', 'counter', 'queue'] as const}
        chosen={!hasPrice || choice.mode === 'fixed' ? null : choice.mode}
        text={w.mode}
        hint={w.modeKey}
        disabled={!hasPrice}
        onChoose={(mode) => choose({ mode })}
      />
    </div>
  );
}

function TriggerPrice({ instrument, choice, words: w, wrong, last, choose }: PriceRowProps) {
  const hasLimit = isPriced(choice.type);
  return (
    <div className="ticket-row ticket-pair">
      <label>{w.trigger}</label>
      <PriceField
        label={w.trigger}
        hint={w.typeKey[choice.type]}
        value={choice.triggerText}
        placeholder={w.triggerPrice}
        invalid={wrong.condition}
        onType={(triggerText) => choose({ triggerText })}
        onStep={(count) => choose({ triggerText: stepPrice(instrument, choice.triggerText, last(), count) })}
      />
      <label>{w.limit}</label>
      <PriceField
        label={w.limit}
        hint={hasLimit ? w.priceStep : w.typeKey[choice.type]}
        value={hasLimit ? choice.priceText : ''}
        placeholder={hasLimit ? w.limit : w.marketPrice}
        invalid={wrong.price}
        disabled={!hasLimit}
        onType={(priceText) => choose({ priceText })}
        onStep={(count) => choose({ priceText: stepPrice(instrument, choice.priceText || choice.triggerText, last(), count) })}
      />
    </div>
  );
}

function TrailingPrice({ instrument, choice, words: w, wrong, last, choose }: PriceRowProps) {
  const hasLimit = choice.type === 'trailing-stop-limit';
  const byAmount = choice.trailUnit === 'amount';
  return (
    <div className="ticket-row ticket-pair">
      <label>{w.trail}</label>
      <PriceField
        label={w.trail}
        hint={w.typeKey[choice.type]}
        value={choice.trailText}
        placeholder={byAmount ? leastDistance(instrument) : '1.0'}
        invalid={wrong.condition}
        onType={(trailText) => choose({ trailText })}
        onStep={(count) => choose({ trailText: byAmount ? stepDistance(instrument, choice.trailText, count, 1) : stepPercent(choice.trailText, count) })}
      />
      <Choices
        label={w.trailUnitLabel}
        options={TRAIL_UNITS}
        chosen={choice.trailUnit}
        text={w.trailUnit}
        hint={w.trailUnitKey}
        onChoose={(trailUnit) => choose({ trailUnit, trailText: trailInUnit(choice, trailUnit, last(), instrument) })}
      />
      {hasLimit ? (
        <PriceField
          label={w.limitOffset}
          hint={w.limitOffsetKey}
            value={choice.offsetText}
          placeholder={w.limitOffset}
          invalid={wrong.offset}
            onType={(offsetText) => choose({ offsetText })}
          onStep={(count) => choose({ offsetText: stepDistance(instrument, choice.offsetText, count, 0) })}
        />
      ) : (
        <PriceField
          label={w.limitOffset}
            value=""
          placeholder={w.marketPrice}
          invalid={false}
            disabled
          onType={() => {}}
          onStep={() => {}}
        />
      )}
    </div>
  );
}
