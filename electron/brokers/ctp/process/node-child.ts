/** Entry of the counter's process: forked by Node, or one of Electron's utility processes. */
import { runChild } from './child.ts';
import type { FromChild, ToChild } from './messages.ts';

/** Electron's end of the line in a utility process. */
interface ParentPort {
  postMessage(message: FromChild): void;
  on(event: 'message', listener: (event: { readonly data: ToChild }) => void): void;
}

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };

if (parentPort) {
  // Electron ends the process with the terminal.
  runChild({ send: (message) => parentPort.postMessage(message), onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)) });
} else {
  // The terminal is gone: nobody is left to work for.
  process.on('disconnect', () => process.exit(0));
  runChild({
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToChild)),
  });
}
