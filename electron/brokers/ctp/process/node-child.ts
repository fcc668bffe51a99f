/** Entry of the counter's process where it was forked by Node. */
import { runChild } from './child.ts';
import type { ToChild } from './messages.ts';

// The terminal is gone: nobody is left to work for.
process.on('disconnect', () => process.exit(0));

runChild({
  send: (message) => void process.send?.(message),
  onMessage: (listener) => void process.on('message', (message) => listener(message as ToChild)),
});
