/**
 * A wire between OpenD and its client that breaks where a test wants it. It knows frames by their headers, which are never enciphered, and
 * nothing of what is in them.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Direction = 'to-opend' | 'to-client';

/**
 * What becomes of the connection. `cut`: both ends are closed. `torn`: so, with half of the frame delivered. `stall`: nothing passes any more,
 * and nothing is closed. `half-open`: OpenD's end is closed, and the client hears nothing of it.
 */
export type Fate = 'cut' | 'torn' | 'stall' | 'half-open';

export interface Passed {
  readonly direction: Direction;
  readonly protocol: number;
}

export interface CutWire {
  readonly port: number;
  /** Frames that came to the wire, delivered or not, oldest first. */
  readonly passed: readonly Passed[];
  /**
   * The next frame of a protocol meets a fate, once. `delivered`: the frame itself still arrives whole.
   * @returns when it has
   */
  breaks(direction: Direction, protocol: number, fate: Fate, delivered: boolean): Promise<void>;
  close(): Promise<void>;
}

const HEADER = 44;
const AT = { protocol: 2, length: 12 } as const;

interface Trap {
  readonly direction: Direction;
  readonly protocol: number;
  readonly fate: Fate;
  readonly delivered: boolean;
  readonly sprung: () => void;
}

export async function openCutWire(opendPort: number): Promise<CutWire> {
  const passed: Passed[] = [];
  const traps: Trap[] = [];
  const sockets = new Set<Socket>();

  const link = (client: Socket): void => {
    const opend = connect(opendPort, '127.0.0.1');
    let dead = false;
    const endAll = (): void => {
      client.destroy();
      opend.destroy();
    };
    const meet = (fate: Fate): void => {
      dead = true;
      if (fate === 'half-open') opend.destroy();
      else if (fate !== 'stall') endAll();
    };
    const carry = (from: Socket, to: Socket, direction: Direction): void => {
      sockets.add(from);
      let held = Buffer.alloc(0);
      from.on('data', (chunk) => {
        if (dead) return;
        held = Buffer.concat([held, chunk]);
        while (!dead && held.length >= HEADER && held.length >= HEADER + held.readUInt32LE(AT.length)) {
          const whole = HEADER + held.readUInt32LE(AT.length);
          const frame = held.subarray(0, whole);
          held = held.subarray(whole);
          const protocol = frame.readUInt32LE(AT.protocol);
          passed.push({ direction, protocol });
          const at = traps.findIndex((trap) => trap.direction === direction && trap.protocol === protocol);
          if (at < 0) {
            to.write(frame);
            continue;
          }
          const [{ fate, delivered, sprung }] = traps.splice(at, 1);
          if (!delivered && fate !== 'torn') meet(fate);
          else {
            dead = true;
            // What was delivered is at the other end before the connection breaks.
            to.write(fate === 'torn' ? frame.subarray(0, Math.floor(whole / 2)) : frame, () => setTimeout(() => meet(fate), 20));
          }
          sprung();
        }
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        // An end that closed while the wire was whole closes the other; a broken wire tells nothing.
        if (!dead) to.destroy();
      });
    };
    carry(client, opend, 'to-opend');
    carry(opend, client, 'to-client');
  };

  const server = createServer(link);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passed,
    breaks: (direction, protocol, fate, delivered) => new Promise((sprung) => traps.push({ direction, protocol, fate, delivered, sprung })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
