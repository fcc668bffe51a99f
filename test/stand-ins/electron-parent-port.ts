/** Gives a forked Node process what Electron gives a utility process: `process.parentPort`. */
import { EventEmitter } from 'node:events';

const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void process.send?.(message) });
process.on('message', (data) => port.emit('message', { data }));
process.on('disconnect', () => process.exit(0));
Object.assign(process, { parentPort: port });
