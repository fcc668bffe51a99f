/** The simulated accounts: what is in them, money in and out and between them, a new one, and one begun again. */
import { ArrowLeftRight, Minus, Plus, RotateCcw, UserRoundPlus, type LucideIcon } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import type { Account } from '#shared/model/account.ts';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { takeUpAccount } from '../../commands/take-up-account.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useAccounts, useConnections, useFunds } from '#renderer/state/topics.ts';
import { connectionName } from '../../language/connection-name.ts';
import { useWords } from '../../language/words.ts';
import { closeDialog, useOpenDialog } from '../../open-dialog.ts';
import { WindowDialog } from '../window-dialog.tsx';
import { AccountList } from './account-list.tsx';
import { accountRows } from './accounts-model.ts';
import { accountsWords } from './accounts-words.ts';
import { CashForm, type CashTask } from './cash-form.tsx';
import { OpenAccountForm } from './open-account-form.tsx';
import { ResetForm } from './reset-form.tsx';
import './accounts-dialog.css';

const CASH: readonly { readonly task: CashTask; readonly icon: LucideIcon }[] = [
  { task: 'deposit', icon: Plus },
  { task: 'withdraw', icon: Minus },
  { task: 'transfer', icon: ArrowLeftRight },
];

export function AccountsDialog() {
  const w = useWords(accountsWords);
  const accounts = useAccounts((s) => s.items);
  const connections = useConnections((s) => s.items);
  const funds = useFunds((s) => s.items);
  const inUse = useSelectedAccount();
  const opensNew = useOpenDialog((s) => s.dialog === 'open-account');
  const language = useSettings((s) => s.settings.language);
  const rows = accountRows(accounts, funds, connections.map((connection) => ({ id: connection.id, name: connectionName(connection, language), state: connection.state })));
  const [looked, setLooked] = useState<string | null>(inUse?.id ?? null);
  const [opening, setOpening] = useState(opensNew);
  /** The account that was opened here last. */
  const [fresh, setFresh] = useState<string | null>(null);
  const row = rows.find(({ account }) => account.id === looked) ?? rows.at(0);
  const isOpening = opening || !row;
  return (
    <WindowDialog title={w.title} close={closeDialog} wide>
      <div className="accounts" data-testid="accounts">
        <div className="accounts-side">
          {rows.length === 0 ? <p className="account-none">{w.none}</p> : null}
          <AccountList
            rows={rows}
            chosen={isOpening ? null : row.account.id}
            choose={(id) => {
              setLooked(id);
              setOpening(false);
            }}
          />
          <button type="button" className="button accounts-new" aria-pressed={isOpening} onClick={() => setOpening(true)} data-testid="new-account">
            <UserRoundPlus size={14} aria-hidden />
            {w.openNew}
          </button>
        </div>
        <div className="accounts-main">
          {isOpening ? (
            <OpenAccountForm
              near={row?.account.connection ?? inUse?.connection}
              onOpened={(account) => {
                setLooked(account.id);
                setFresh(account.id);
                setOpening(false);
              }}
            />
          ) : (
            <AccountTasks key={row.account.id} account={row.account} inUse={row.account.id === inUse?.id} isFresh={row.account.id === fresh} openNew={() => setOpening(true)} />
          )}
        </div>
      </div>
    </WindowDialog>
  );
}

interface AccountTasksProps {
  readonly account: Account;
  readonly inUse: boolean;
  /** Opened just now. */
  readonly isFresh: boolean;
  readonly openNew: () => void;
}

function AccountTasks({ account, inUse, isFresh, openNew }: AccountTasksProps) {
  const w = useWords(accountsWords);
  return (
    <>
      <div className="account-head">
        <h3 className="account-title">{account.name}</h3>
        <span className="account-fresh" role="status">
          {isFresh ? w.opened : ''}
        </span>
        <button type="button" className="button" disabled={inUse} onClick={() => void takeUpAccount(account.id)} data-testid="use-account">
          {inUse ? w.inUse : w.use}
        </button>
      </div>
      <Tabs.Root defaultValue="deposit">
        <Tabs.List className="account-tabs" aria-label={account.name}>
          {CASH.map(({ task, icon: Icon }) => (
            <Tabs.Trigger key={task} value={task} className="account-tab">
              <Icon size={13} aria-hidden />
              {w.tasks[task]}
            </Tabs.Trigger>
          ))}
          <Tabs.Trigger value="reset" className="account-tab account-tab-danger">
            <RotateCcw size={13} aria-hidden />
            {w.tasks.reset}
          </Tabs.Trigger>
        </Tabs.List>
        {CASH.map(({ task }) => (
          <Tabs.Content key={task} value={task} tabIndex={-1}>
            <CashForm account={account} task={task} openNew={openNew} />
          </Tabs.Content>
        ))}
        <Tabs.Content value="reset" tabIndex={-1}>
          <ResetForm account={account} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}
