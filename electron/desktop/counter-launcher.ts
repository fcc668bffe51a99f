/** Counters' libraries in Electron's utility processes: a packaged terminal cannot be started again as plain Node (the runAsNode fuse is off). */
import { utilityProcess } from 'electron';
import type { ChildHandle, ChildLauncher } from '#electron/brokers/ctp/process/counter-process.ts';
import type { FromChild } from '#electron/brokers/ctp/process/messages.ts';

/** @param entry of the counter's process, as built */
export const counterLauncher = (entry: string): ChildLauncher => (environment): ChildHandle => {
  const child = utilityProcess.fork(entry, [], { env: { ...process.env, ...environment }, serviceName: 'Pankou counter', stdio: 'ignore' });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', (message: FromChild) => listener(message)),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    kill: () => void child.kill(),
    get pid() {
      return child.pid;
    },
  };
};
