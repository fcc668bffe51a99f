/** How it stands with the core and with each broker: state in shape and colour, latency in figures. */
import type { Connection } from '#shared/model/connection.ts';
import { sentenceOf } from '#shared/faults.ts';
import { useLink } from '#renderer/state/link.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useConnections } from '#renderer/state/topics.ts';
import { openPanel } from '../desk/desk-control.ts';
import { connectionName } from '../language/connection-name.ts';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';

/** Milliseconds for a glance: `0.4 ms`, `12 ms`. Pure. */
export const latencyText = (ms: number | null): string => (ms === null ? '' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);

export function ConnectionChips() {
  const w = useWords(workspaceWords);
  const link = useLink((s) => s.state);
  const connections = useConnections((s) => s.items);
  if (link !== 'up') {
    return (
      <button type="button" className="link-chip" data-state={link === 'lost' ? 'lost' : 'connecting'} onClick={() => openPanel('connections')}>
        <span className="link-dot" />
        {w.core}: {link === 'lost' ? w.connectionState.down : w.connectionState.connecting}
      </button>
    );
  }
  return connections.filter((connection) => connection.state !== 'off').map((connection) => <Chip key={connection.id} connection={connection} />);
}

function Chip({ connection }: { readonly connection: Connection }) {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  const { state, latencyMs, fault } = connection;
  const name = connectionName(connection, language);
  const told = [`${name}: ${w.connectionState[state]}`, latencyMs === null ? '' : `${w.latency} ${latencyText(latencyMs)}`, fault ? sentenceOf(fault, language) : '', w.openConnections];
  return (
    <button type="button" className="link-chip" data-state={state} title={told.filter((part) => part !== '').join('\n')} onClick={() => openPanel('connections')} data-testid="connection-chip">
      <span className="link-dot" aria-hidden />
      {name}
      {state === 'up' ? null : <span>{w.connectionState[state]}</span>}
      {latencyMs === null ? null : <span className="link-latency figure">{latencyText(latencyMs)}</span>}
    </button>
  );
}
