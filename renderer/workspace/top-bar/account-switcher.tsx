/** Whose money: the account in use, in words and in the frame's colour, and the others to switch to. */
import { Check, ChevronDown, Lock, LockOpen, UserRoundPlus, Wallet } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { Account } from '#shared/model/account.ts';
import type { Connection } from '#shared/model/connection.ts';
import type { Language } from '#shared/faults.ts';
import { formatMoney } from '#shared/price.ts';
import { useSelectedAccount, useSelectedInstrument } from '#renderer/state/selection.ts';
import { useLinkUp } from '#renderer/state/link.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useAccounts, useConnections, useFunds } from '#renderer/state/topics.ts';
import { command } from '../commands/order-commands.ts';
import { takeUpAccount } from '../commands/take-up-account.ts';
import { fundsShown } from '../desk/account-summary.tsx';
import { connectionName } from '../language/connection-name.ts';
import { useWords } from '../language/words.ts';
import { openDialog } from '../open-dialog.ts';
import { workspaceWords } from '../workspace-words.ts';
import { UnlockDialog } from './unlock-dialog.tsx';

export function AccountSwitcher() {
  const w = useWords(workspaceWords);
  const account = useSelectedAccount();
  const accounts = useAccounts((s) => s.items);
  const connections = useConnections((s) => s.items);
  const language = useSettings((s) => s.settings.language);
  const groups = groupsOf(accounts, connections, w, language);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button type="button" className="account-button" aria-label={`${w.switchAccount}: ${account ? `${w[account.environment]} ${account.name}` : w.noAccount}`} title={w.switchAccount} data-testid="account-switcher">
            {account ? <span className="account-environment">{w[account.environment]}</span> : null}
            <span className="account-name">{account?.name ?? w.noAccount}</span>
            <AccountNote account={account} />
            <ChevronDown size={13} aria-hidden />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu account-menu" collisionPadding={8} align="start" sideOffset={2}>
            <DropdownMenu.RadioGroup value={account?.id ?? ''} onValueChange={(id) => void takeUpAccount(id)}>
              {groups.map(({ title, items, none }) => (
                <DropdownMenu.Group key={title}>
                  <DropdownMenu.Label className="menu-heading">{title}</DropdownMenu.Label>
                  {items.map((item) => (
                    <DropdownMenu.RadioItem key={item.id} value={item.id} className="menu-item">
                      <span className="swatch" style={{ background: `var(--${item.environment})` }} />
                      <span className="menu-item-name">{item.name}</span>
                      <span className="menu-item-end account-item-end">
                        <AccountNote account={item} />
                        <AccountEquity account={item} />
                        <span className="account-item-check">
                          <DropdownMenu.ItemIndicator>
                            <Check size={13} aria-hidden />
                          </DropdownMenu.ItemIndicator>
                        </span>
                      </span>
                    </DropdownMenu.RadioItem>
                  ))}
                  {items.length === 0 && none !== null ? (
                    <DropdownMenu.Item className="menu-item" disabled>
                      {none}
                    </DropdownMenu.Item>
                  ) : null}
                </DropdownMenu.Group>
              ))}
            </DropdownMenu.RadioGroup>
            <DropdownMenu.Separator className="menu-line" />
            <DropdownMenu.Item className="menu-item" onSelect={() => openDialog('accounts')} data-testid="manage-accounts">
              <Wallet size={14} aria-hidden />
              {w.manageAccounts}
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={() => openDialog('open-account')}>
              <UserRoundPlus size={14} aria-hidden />
              {w.openAccount}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {account?.environment === 'real' ? <LockButton account={account} /> : null}
    </>
  );
}

interface AccountGroup {
  readonly title: string;
  readonly items: readonly Account[];
  /** Said where there are none. */
  readonly none: string | null;
}

/** The simulated accounts by their exchange, then the real ones. */
function groupsOf(accounts: readonly Account[], connections: readonly Connection[], w: (typeof workspaceWords)['zh'], language: Language): readonly AccountGroup[] {
  const simulated = Map.groupBy(accounts.filter((account) => account.environment === 'simulated'), (account) => account.connection);
  const places = connections.filter((connection) => simulated.has(connection.id));
  return [
    ...places.map((place) => ({ title: `${w.simulatedAccounts} · ${connectionName(place, language)}`, items: simulated.get(place.id) ?? [], none: null })),
    { title: w.realAccounts, items: accounts.filter((account) => account.environment === 'real'), none: w.noReal },
  ];
}

/** What an account is worth, in the currency of the linked instrument where it has any. */
function AccountEquity({ account }: { readonly account: Account }) {
  const currency = useSelectedInstrument()?.currency;
  const funds = useFunds((s) => fundsShown(s.items, account.id, currency));
  return funds ? (
    <span className="figure">
      {formatMoney(funds.equity)} <small>{funds.currency}</small>
    </span>
  ) : null;
}

/** What keeps an account from trading, in one word. */
function AccountNote({ account }: { readonly account: Account | undefined }) {
  const w = useWords(workspaceWords);
  const isOff = useConnections((s) => account !== undefined && s.byKey.get(account.connection)?.state === 'off');
  if (account && isOff) return <span className="account-state">{w.off}</span>;
  if (!account || account.state === 'ready') return account?.locked ? <Lock size={12} aria-label={w.locked} /> : null;
  return <span className="account-state">{w[account.state]}</span>;
}

function LockButton({ account }: { readonly account: Account }) {
  const w = useWords(workspaceWords);
  const linkUp = useLinkUp();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="lock-button"
        data-locked={account.locked}
        disabled={!linkUp}
        onClick={() => (account.locked ? setAsking(true) : void command('account.lock', { account: account.id }))}
      >
        {account.locked ? <Lock size={13} aria-hidden /> : <LockOpen size={13} aria-hidden />}
        {account.locked ? w.unlock : w.lock}
      </button>
      {asking ? <UnlockDialog account={account} close={() => setAsking(false)} /> : null}
    </>
  );
}
