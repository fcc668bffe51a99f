/** The choice of an order's type: the market's first two as buttons, all others in a menu beside them. */
import type { OrderType } from '#shared/model/order.ts';
import type { OrderEntryWords } from './order-entry-words.ts';
import { Choices } from './ticket-fields.tsx';

export function TypeChoice(props: {
  readonly buttons: readonly OrderType[];
  readonly menu: readonly OrderType[];
  readonly chosen: OrderType;
  readonly words: OrderEntryWords;
  readonly onChoose: (type: OrderType) => void;
}) {
  const { buttons, menu, chosen, words: w } = props;
  const inMenu = menu.includes(chosen);
  return (
    <div className="ticket-types">
      {buttons.length > 0 && <Choices label={w.typeLabel} options={buttons} chosen={inMenu ? null : chosen} text={w.type} hint={w.typeKey} onChoose={props.onChoose} />}
      {menu.length > 0 && (
        <select
          className="ticket-type-menu"
          aria-label={buttons.length > 0 ? w.moreTypes : w.typeLabel}
          title={inMenu ? w.typeKey[chosen] : w.moreTypes}
          data-chosen={inMenu && buttons.length > 0}
          data-testid="ticket-types"
          value={inMenu ? chosen : ''}
          onChange={(event) => {
            const type = menu.find((offered) => offered === event.target.value);
            if (type) props.onChoose(type);
          }}
        >
          {!inMenu && (
            <option value="" disabled hidden>
              {w.moreTypes}
            </option>
          )}
          {menu.map((type) => (
            <option key={type} value={type} title={w.typeKey[type]}>
              {w.type[type]}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
