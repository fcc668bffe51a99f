/** Funds of the account in use, by currency: what the broker reported, and what is computed here since. */
import { Wallet } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useFunds } from '#renderer/state/topics.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { formatClockSeconds, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { openDialog } from '#renderer/workspace/open-dialog.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { fundsBlocks, type FundsBlock, type FundsFigure } from './funds-model.ts';
import { fundsWords } from './funds-words.ts';
import '#renderer/workspace/grid/grid.css';
import './funds-panel.css';

function FundsPanel(): ReactNode {
  const words = useWords(fundsWords);
  const language = useSettings((s) => s.settings.language);
  const account = useSelectedAccount();
  const funds = useFunds((s) => s.items);
  const blocks = useMemo(() => fundsBlocks(funds, account?.id, language), [funds, account?.id, language]);
  /** Connected, and without money because none was paid in. */
  const mayPayIn = account?.environment === 'simulated' && account.state !== 'offline' && account.currencies.length === 0;
  return (
    <div className="table-panel">
      {blocks.length === 0 ? (
        <div className="grid-frame">
          <div className="grid-empty">
            <span>{account ? (mayPayIn ? words.noFunds : words.empty) : words.noAccount}</span>
            {mayPayIn ? <CashButton /> : <button type="button" className="bar-button" onClick={() => openPanel('connections')}>{words.toConnections}</button>}
          </div>
        </div>
      ) : (
        <div className="funds" role="region" aria-label={words.title} tabIndex={0}>
          {blocks.map((block, at) => <Block key={block.currency} block={block} cash={at === 0 && account?.environment === 'simulated'} />)}
        </div>
      )}
    </div>
  );
}

function CashButton(): ReactNode {
  const words = useWords(fundsWords);
  return <button type="button" className="bar-button" onClick={() => openDialog('accounts')}>{words.cash}</button>;
}

/** @param cash whether money can be moved in and out from here */
function Block({ block, cash }: { readonly block: FundsBlock; readonly cash: boolean }): ReactNode {
  const words = useWords(fundsWords);
  return (
    <section className="funds-block" aria-label={block.currency}>
      <div className="funds-head">
        <span className="funds-currency">{block.currency}</span>
        <span className="tone-dim" title={block.equity.title}>{block.equity.label}</span>
        {cash ? <CashButton /> : null}
        <span className="funds-equity">{block.equity.text}</span>
      </div>
      <div className="funds-risk" title={words.riskTitle}>
        <span className="tone-dim">{words.risk}</span>
        <span className={`funds-bar tone-${block.risk.tone}`}><span style={{ width: `${block.risk.part * 100}%` }} /></span>
        <span className={`bar-figure tone-${block.risk.tone}`}>{block.risk.text}</span>
      </div>
      <div className="funds-columns">
        <div>
          <div className="funds-source" title={words.liveTitle}>{words.live}</div>
          <Figures figures={block.live} />
        </div>
        <div>
          <div className="funds-source" title={words.reportedTitle}>
            {words.reported} · {words.reportedAt(formatClockSeconds(block.reportedAt, LOCAL_ZONE))}
          </div>
          <Figures figures={block.reported} />
        </div>
      </div>
    </section>
  );
}

function Figures({ figures }: { readonly figures: readonly FundsFigure[] }): ReactNode {
  return (
    <dl>
      {figures.map((figure) => (
        <div key={figure.id} className="funds-line">
          <dt>{figure.label}</dt>
          <dd className={figure.tone ? `tone-${figure.tone}` : ''} data-funds={figure.id}>{figure.text}</dd>
        </div>
      ))}
    </dl>
  );
}

export const fundsPanel: PanelDefinition = { id: 'funds', title: { zh: '资金', en: 'Funds' }, icon: Wallet, component: FundsPanel };
