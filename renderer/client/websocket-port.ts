/** The contract over a WebSocket to the page's own host: JSON text, market frames as binary. */
import { SESSION_PATH, WEBSOCKET_PATH } from '#shared/contract/bridge.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import type { LinkTrouble, OpenPort } from './port.ts';

/** Where the page came from, as far as a socket needs it. */
export interface Origin {
  readonly protocol: string;
  readonly host: string;
}

/** Opens sockets to `origin`. Loopback hosts and this screen's machines are little-endian, as the frames are. */
export const webSocketPorts =
  (origin: Origin): OpenPort =>
  (events) => {
    const socket = new WebSocket(`${origin.protocol === 'https:' ? 'wss:' : 'ws:'}//${origin.host}${WEBSOCKET_PATH}`);
    socket.binaryType = 'arraybuffer';
    let opened = false;
    let ended = false;
    const end = (trouble: LinkTrouble): void => {
      if (ended) return;
      ended = true;
      events.closed(trouble);
    };
    socket.addEventListener('open', () => {
      opened = true;
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (ended) return;
      if (typeof data === 'string') events.message(JSON.parse(data) as CoreMessage);
      else if (data.byteLength % 8 === 0) events.frame(new Float64Array(data));
    });
    socket.addEventListener('close', () => {
      if (opened) end('no-core');
      else void whyRefused().then(end);
    });
    return {
      send: (message) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
      },
      close: () => {
        ended = true;
        socket.close();
      },
    };
  };

/** A socket that did not open says nothing about why; the session's own address does. */
async function whyRefused(): Promise<LinkTrouble> {
  try {
    const answer = await fetch(SESSION_PATH, { cache: 'no-store', redirect: 'error' });
    return answer.status === 401 ? 'session-refused' : 'no-core';
  } catch {
    return 'no-core';
  }
}
