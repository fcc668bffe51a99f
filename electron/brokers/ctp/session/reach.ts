/** How far a front is: one TCP connection, opened and closed. */
import { connect } from 'node:net';
import { fail, ok, type Result } from '#shared/result.ts';

/** `tcp://host:port` or `ssl://host:port`, as the family's libraries take it; null for anything else. */
export function frontOf(text: string): { readonly host: string; readonly port: number } | null {
  const parts = /^(?:tcp|ssl):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[2]);
  return parts && port >= 1 && port <= 65_535 ? { host: parts[1].replace(/^\[(.*)\]$/, '$1'), port } : null;
}

/** @returns milliseconds to connect. Errors: ctp-front-invalid, counter-unreachable */
export function reach(front: string, limitMs: number): Promise<Result<number>> {
  const address = frontOf(front);
  if (!address) return Promise.resolve(fail('ctp-front-invalid', { front }));
  const begun = performance.now();
  return new Promise((resolve) => {
    const done = (result: Result<number>): void => {
      socket.destroy();
      resolve(result);
    };
    const unreachable = (): void => done(fail('counter-unreachable', { front, seconds: Math.round(limitMs / 1000) }));
    const socket = connect({ ...address, timeout: limitMs }, () => done(ok(performance.now() - begun)));
    socket.on('timeout', unreachable);
    socket.on('error', unreachable);
  });
}
