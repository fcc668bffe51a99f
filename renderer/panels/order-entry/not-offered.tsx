/** In place of the ticket where the account may not trade the instrument: which accounts may, to go on with. */
import type { Instrument } from '#shared/model/instrument.ts';
import { useAccounts, useConnections } from '#renderer/state/topics.ts';
import { offeredFor } from '#renderer/workspace/commands/order-commands.ts';
import { takeUpAccount } from '#renderer/workspace/commands/take-up-account.ts';
import type { OrderEntryWords } from './order-entry-words.ts';

/** So many are named: a desk with more has its account switcher. */
const MOST = 4;

export function NotOffered({ instrument, words }: { readonly instrument: Instrument; readonly words: OrderEntryWords }) {
  const accounts = useAccounts((s) => s.items);
  const connections = useConnections((s) => s.byKey);
  const others = accounts.filter((account) => offeredFor(account, connections.get(account.connection), instrument) !== undefined);
  return (
    <div className="ticket-none">
      <div>
        <p>{words.notOffered}</p>
        {others.slice(0, MOST).map(({ id, name }) => (
          <button key={id} type="button" className="bar-button" onClick={() => void takeUpAccount(id)}>
            {words.tradeWith(name)}
          </button>
        ))}
      </div>
    </div>
  );
}
