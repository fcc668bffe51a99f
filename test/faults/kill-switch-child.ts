/** Run by kill-switch.test.ts in a process of its own: turns the kill switch on or off and says so once that was answered. */
import { createCore } from '#electron/core/composition.ts';

const opened = await createCore({ dataFolder: process.argv[2], connections: [] });
if (!opened.ok) throw new Error(opened.fault.code);
await opened.value.open().handle('risk.kill', { on: process.argv[3] === 'on' });
process.stdout.write('done\n');
setInterval(() => {}, 1000);
