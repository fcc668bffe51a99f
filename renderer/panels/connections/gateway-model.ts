/** What the gateway's row says. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { GatewayStatus } from '#shared/model/gateway.ts';
import { gatewayWords } from './gateway-words.ts';

const PORT_MAX = 65_535;

/** A typed port; null where it is none. */
export function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= PORT_MAX ? port : null;
}

/** State in words: where it listens and to whom, or what is in its way. */
export function gatewayCell(status: GatewayStatus | undefined, language: Language): CellText {
  const words = gatewayWords[language];
  if (!status || status.state === 'off') return { text: words.off, tone: 'faint' };
  if (status.fault) {
    const sentence = sentenceOf(status.fault, language);
    return { text: sentence, tone: 'error', title: sentence };
  }
  const address = `${status.host}:${status.port}`;
  if (status.clients.length === 0) return { text: words.listening(address), tone: 'good' };
  const text = words.clients(address, status.clients.map(({ name }) => name).join(words.list), status.clients.length);
  return { text, tone: 'good', title: status.clients.map(({ name, address: from }) => `${name} ${from}`).join('\n') };
}
