/** What an account starts from: an amount by currency, each of which may be left empty. */
import type { Currency } from '#shared/model/instrument.ts';
import { CURRENCIES } from '#shared/model/instrument.ts';
import type { Fault } from '#shared/result.ts';
import type { AmountTexts } from './accounts-model.ts';
import { AmountField } from './fields.tsx';

interface StartAmountsProps {
  readonly texts: AmountTexts;
  readonly faults: Partial<Record<Currency, Fault>>;
  readonly onChange: (texts: AmountTexts) => void;
}

export function StartAmounts({ texts, faults, onChange }: StartAmountsProps) {
  return CURRENCIES.map((currency) => (
    <AmountField
      key={currency}
      label={currency}
      value={texts[currency]}
      currency={currency}
      fault={faults[currency] ?? null}
      testId={`start-${currency}`}
      onChange={(next) => onChange({ ...texts, [currency]: next })}
    />
  ));
}
