/** What the desktop terminal was started with: by electron/start.mjs through the environment, or by hand on the command line. */
import { defaultDataFolder } from '../launch/options.mjs';
import { resolve } from 'node:path';

/** `speed`: of the simulated exchange's replay; null: as it was. */
export function startOptions(env: NodeJS.ProcessEnv = process.env): { dataFolder: string; speed: number | null } {
  const folder = env['PANKOU_DATA'];
  const speed = Number(env['PANKOU_SPEED'] ?? Number.NaN);
  return {
    dataFolder: folder ? resolve(folder) : defaultDataFolder(process.platform, env),
    speed: speed >= 1 && speed <= 100 ? speed : null,
  };
}
