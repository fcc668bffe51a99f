/** Every connection with its state, and what the chosen one can do. */
import { Activity, Pencil, Plug, Plus } from 'lucide-react';
import { Switch } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { useSettings } from '#renderer/state/settings.ts';
import { useAccounts, useConnections, useOrders, useProfiles, useVault } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { VaultForm } from '#renderer/workspace/dialogs/connection/vault-form.tsx';
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { ConfirmButton } from '#renderer/workspace/grid/confirm-popover.tsx';
import { connectionName } from '#renderer/workspace/language/connection-name.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import { openDialog } from '#renderer/workspace/open-dialog.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Connection } from '#shared/model/connection.ts';
import { capabilityLines, environmentCell, faultCell, latencyCell, quotaTexts, sinceCell, stateCell, workingAt } from './connections-model.ts';
import { connectionsWords } from './connections-words.ts';
import { GatewayRow } from './gateway-row.tsx';
import { SimulationTermsRow } from './simulation-terms.tsx';
import '#renderer/workspace/grid/grid.css';
import './connections-panel.css';

function Cell({ cell, className = '' }: { readonly cell: CellText; readonly className?: string }): ReactNode {
  return (
    <td className={className} title={cell.title}>
      <span className={cell.tone ? `tone-${cell.tone}` : ''}>{cell.text}</span>
    </td>
  );
}

function ConnectionsPanel(): ReactNode {
  const words = useWords(connectionsWords);
  const language = useSettings((s) => s.settings.language);
  const connections = useConnections((s) => s.items);
  const accounts = useAccounts((s) => s.items);
  const profiles = useProfiles((s) => s.byKey);
  const vault = useVault((s) => s.items[0]);
  const waits = vault?.state === 'closed' && [...profiles.values()].some((profile) => profile.secrets.length > 0);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = connections.find((c) => c.id === chosen) ?? connections[0];
  const carried = accounts.filter((account) => account.connection === shown?.id);

  const bar = (
    <div className="table-panel-bar">
      <button type="button" className="bar-button" title={words.addTitle} onClick={() => openDialog('connection')} data-testid="add-connection">
        <Plus size={13} aria-hidden />
        {words.add}
      </button>
      {waits ? <VaultForm slim /> : null}
    </div>
  );
  if (!shown) {
    return (
      <div className="table-panel grid-frame">
        {bar}
        <div className="grid-empty">{words.empty}</div>
      </div>
    );
  }
  return (
    <div className="table-panel">
      {bar}
      <div className="connections-scroll" role="region" aria-label={words.title} tabIndex={0}>
        <table className="connections-table">
          <thead>
            <tr>
              <th>{words.name}</th>
              <th>{words.kind}</th>
              <th>{words.environment}</th>
              <th>{words.state}</th>
              <th>{words.inUse}</th>
              <th className="figure">{words.latency}</th>
              <th>{words.since}</th>
              <th>{words.fault}</th>
              <th>
                <span className="unseen">{words.tasks}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {connections.map((connection) => (
              <tr key={connection.id} aria-selected={connection.id === shown.id} onClick={() => setChosen(connection.id)}>
                <td>
                  <button type="button" className="plain" onClick={() => setChosen(connection.id)}>{connectionName(connection, language)}</button>
                </td>
                <td className="tone-dim">{words.kinds[connection.kind]}</td>
                <Cell cell={environmentCell(connection, accounts, language)} />
                <Cell cell={stateCell(connection, language)} />
                <td>
                  <Switch.Root
                    className="switch"
                    checked={connection.state !== 'off'}
                    aria-label={words.switchOn(connectionName(connection, language))}
                    title={connection.group === null ? words.switchOn(connectionName(connection, language)) : words.switchTitle}
                    onCheckedChange={(on) => void command('connection.set', { id: connection.id, on })}
                    data-testid={`connection-switch-${connection.id}`}
                  >
                    <Switch.Thumb className="switch-thumb" />
                  </Switch.Root>
                </td>
                <Cell cell={latencyCell(connection)} className="figure" />
                <Cell cell={sinceCell(connection)} />
                <Cell cell={faultCell(connection, language)} className="sentence" />
                <td className="connections-tasks">{profiles.has(connection.id) ? <Tasks connection={connection} /> : null}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.kind === 'simulated' ? <SimulationTermsRow key={shown.id} connection={shown.id} /> : null}
        <GatewayRow />
        <Details connection={shown} />
      </div>
      {carried.length === 0 ? null : (
        <div className="table-panel-bar table-panel-foot">
          {carried.map((account) => (
            <button key={account.id} type="button" className="bar-button" title={words.reconcileTitle} disabled={account.state === 'offline'} onClick={() => void command('account.reconcile', { account: account.id })}>
              {words.reconcile} · {account.name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** What can be done with a connection of the user's own. */
function Tasks({ connection: { id, name, state } }: { readonly connection: Connection }): ReactNode {
  const words = useWords(connectionsWords);
  const accounts = useAccounts((s) => s.items);
  const working = useOrders((s) => workingAt(id, accounts, s.items));
  const question = `${words.removeQuestion(name, working)}${working > 0 && state !== 'up' ? ` ${words.cancelFirstDown}` : ''}`;
  return (
    <span className="connections-task-row">
      <button type="button" className="bar-button" title={words.testTitle} onClick={() => openDialog('test-connection', id)} data-testid={`connection-test-${id}`}>
        <Activity size={12} aria-hidden />
        {words.test}
      </button>
      <button type="button" className="bar-button" title={words.editTitle} onClick={() => openDialog('connection', id)} data-testid={`connection-edit-${id}`}>
        <Pencil size={12} aria-hidden />
        {words.edit}
      </button>
      <ConfirmButton
        label={words.remove}
        question={question}
        confirm={working > 0 ? words.removeLeaving : words.remove}
        cancel={words.cancel}
        onConfirm={() => void command('connection.remove', { id })}
        instead={working > 0 && state === 'up' ? { label: words.cancelFirst, onChoose: () => void command('connection.remove', { id, cancelFirst: true }) } : undefined}
      />
    </span>
  );
}

/** What a connection can do in each market. */
function Details({ connection }: { readonly connection: Connection }): ReactNode {
  const words = useWords(connectionsWords);
  const language = useSettings((s) => s.settings.language);
  const lines = capabilityLines(connection, language);
  if (lines.length === 0) return <div className="connections-head">{words.noCapabilities}</div>;
  return (
    <>
      <div className="connections-head">
        {[`${words.details} · ${connectionName(connection, language)}`, ...quotaTexts(connection, language)].join(' · ')}
      </div>
      <table className="connections-table">
        <thead>
          <tr>
            <th>{words.market}</th>
            <th>{words.instruments}</th>
            <th>{words.orderTypes}</th>
            <th>{words.timesInForce}</th>
            <th>{words.offsets}</th>
            <th>{words.modify}</th>
            <th>{words.depth}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.exchange + line.kinds}>
              <td>{line.exchange}</td>
              <td>{line.kinds}</td>
              <td>{line.orderTypes}</td>
              <td>{line.timesInForce}</td>
              <td>{line.offsets}</td>
              <td>{line.modify}</td>
              <td>{line.depth}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export const connectionsPanel: PanelDefinition = { id: 'connections', title: { zh: '连接', en: 'Connections' }, icon: Plug, component: ConnectionsPanel };
