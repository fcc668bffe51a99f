/** What the desktop terminal was started with: by electron/start.mjs through the environment, or by hand on the command line. */
import { z } from 'zod';
import type { GatewayAddress } from '#electron/opend/gateway.ts';
import { defaultDataFolder } from '../launch/options.mjs';
import { resolve } from 'node:path';

const opendSchema = z.object({ host: z.string(), port: z.int().min(0).max(65_535), keyFile: z.string().nullable(), practice: z.string().optional() });

function opendOf(text: string | undefined): GatewayAddress | null {
  if (!text) return null;
  try {
    const { practice, ...address } = opendSchema.parse(JSON.parse(text));
    return practice === undefined ? address : { ...address, practice };
  } catch {
    return null;
  }
}

/** `speed`: of the simulated exchange's replay; null: as it was. `opend`: where scripts are listened to; null: as the settings say. */
export function startOptions(env: NodeJS.ProcessEnv = process.env): { dataFolder: string; speed: number | null; opend: GatewayAddress | null } {
  const folder = env['PANKOU_DATA'];
  const speed = Number(env['PANKOU_SPEED'] ?? Number.NaN);
  return {
    dataFolder: folder ? resolve(folder) : defaultDataFolder(process.platform, env),
    speed: speed >= 1 && speed <= 100 ? speed : null,
    opend: opendOf(env['PANKOU_OPEND']),
  };
}
