/** How it stands with the core and with each broker: state in shape and colour, latency in figures. */
import { useEffect, useState } from 'react';
import { wordOfRequest } from '#shared/fault-words.ts';
import type { Connection } from '#shared/model/connection.ts';
import { sentenceOf } from '#shared/faults.ts';
import { useLink } from '#renderer/state/link.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useConnections } from '#renderer/state/topics.ts';
import { openPanel } from '../desk/desk-control.ts';
import { connectionName } from '../language/connection-name.ts';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';

const PACING_TICK_MS = 250;

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

/** Seconds that something still waits for its turn in the broker's rate; 0: nothing does. */
function usePacing(until: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const waits = until !== undefined && until > now;
  useEffect(() => {
    if (until === undefined) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    }, PACING_TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  return waits ? Math.ceil((until - now) / 1_000) : 0;
}

function Chip({ connection }: { readonly connection: Connection }) {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  const { state, latencyMs, fault, pacing } = connection;
  const seconds = usePacing(pacing?.until);
  const waits = pacing && seconds > 0 ? w.pacing(wordOfRequest(pacing.what, language), seconds) : '';
  const name = connectionName(connection, language);
  const told = [`${name}: ${w.connectionState[state]}`, latencyMs === null ? '' : `${w.latency} ${latencyText(latencyMs)}`, fault ? sentenceOf(fault, language) : '', waits, w.openConnections];
  return (
    <button type="button" className="link-chip" data-state={state} title={told.filter((part) => part !== '').join('\n')} onClick={() => openPanel('connections')} data-testid="connection-chip">
      <span className="link-dot" aria-hidden />
      {name}
      {waits === '' ? null : <span className="link-pacing figure" data-testid="pacing">{w.pacingShort(seconds)}</span>}
      {state === 'up' ? null : <span>{w.connectionState[state]}</span>}
      {latencyMs === null ? null : <span className="link-latency figure">{latencyText(latencyMs)}</span>}
    </button>
  );
}
