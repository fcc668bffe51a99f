/** Every protocol by its id: what a frame's number stands for. Ids: protocols/futu-opend, "Protocol ids". */
import * as derivatives from './derivatives.ts';
import * as history from './history.ts';
import * as notify from './notify.ts';
import * as personal from './personal.ts';
import type { Protocol } from './protocol.ts';
import * as screening from './screening.ts';
import * as snapshot from './snapshot.ts';
import * as subscribed from './subscribed.ts';
import * as system from './system.ts';
import * as trade from './trade.ts';

const isProtocol = (entry: object): entry is Protocol => 'kind' in entry;

export const PROTOCOLS: ReadonlyMap<number, Protocol> = new Map(
  [system, notify, trade, subscribed, history, snapshot, derivatives, screening, personal]
    .flatMap((group) => Object.values<object>(group))
    .filter(isProtocol)
    .map((protocol) => [protocol.id, protocol]),
);
