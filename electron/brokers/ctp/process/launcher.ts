/** How a counter's process is started where nobody hands in another way: forked by Node, from the source or from what was built. */
import { fileURLToPath } from 'node:url';
import { nodeLauncher, type ChildLauncher } from './counter-process.ts';

/** Replaced by the build (electron/vite.config.ts). */
const isBuilt = process.env.PANKOU_BUILT === '1';

/** Entry of the process: in a build a file of its own beside the others. */
export const counterEntry = (): string => fileURLToPath(isBuilt ? new URL('../../../../dist/electron/counter-child.js', import.meta.url) : new URL('./node-child.ts', import.meta.url));

let handedIn: ChildLauncher | null = null;

/** Under Electron its own processes are used (electron/desktop): Node's fork would start the terminal again. */
export function launchCountersWith(launch: ChildLauncher): void {
  handedIn = launch;
}

export const launchCounter: ChildLauncher = (environment) => (handedIn ?? nodeLauncher(counterEntry()))(environment);
