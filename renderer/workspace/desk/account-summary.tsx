/** The account in use in one line, in the currency of the linked instrument: what it is worth, what it may spend, what it makes. */
import type { Funds } from '#shared/model/account.ts';
import type { Currency } from '#shared/model/instrument.ts';
import { formatMoney } from '#shared/price.ts';
import { useSelectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { useFunds } from '#renderer/state/topics.ts';
import { formatResult, toneOfSign } from '../grid/figures.ts';
import { useWords } from '../language/words.ts';
import { deskWords } from './desk-words.ts';

/** The funds to show: those of the instrument's currency, else the account's first. Pure. */
export function fundsShown(items: readonly Funds[], account: string | undefined, currency: Currency | undefined): Funds | undefined {
  const own = items.filter((funds) => funds.account === account);
  return own.find((funds) => funds.currency === currency) ?? own[0];
}

/** @param results whether to tell the running result instead of the risk: where the positions are in sight, they tell them themselves and from the newest price */
export function AccountSummary({ results }: { readonly results: boolean }) {
  const w = useWords(deskWords);
  const account = useSelectedAccount()?.id;
  const currency = useSelectedInstrument()?.currency;
  const funds = useFunds((s) => fundsShown(s.items, account, currency));
  if (!funds) return null;
  return (
    <dl className="account-summary" data-testid="account-summary">
      <Figure label={w.equity} text={formatMoney(funds.equity)} unit={funds.currency} />
      <Figure label={w.available} text={formatMoney(funds.available)} />
      {results ? (
        <Figure label={w.unrealised} text={formatResult(funds.unrealised)} tone={toneOfSign(funds.unrealised)} />
      ) : (
        <Figure label={w.risk} text={`${(funds.risk * 100).toFixed(2)}%`} />
      )}
    </dl>
  );
}

function Figure({ label, text, unit, tone = '' }: { readonly label: string; readonly text: string; readonly unit?: string; readonly tone?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="figure" data-tone={tone}>
        {text}
        {unit ? <small>{unit}</small> : null}
      </dd>
    </div>
  );
}
