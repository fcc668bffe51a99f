/**
 * Finds Electron's binary without ever requiring the `electron` package, which would fetch it by itself and end in a stack
 * trace where it cannot.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** How long the mirror may take to answer at all, and the fetch (about 110 MB) to end. */
const PROBE_MS = 3000;
const FETCH_MS = 120_000;
const MIRROR = 'https://github.com/electron/electron/releases/download/';

/** The executable inside a distribution of Electron. */
export function executableName(platform = process.platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** @returns {string | null} the path of a binary that is already here */
export function findElectron(root, env = process.env) {
  const folders = [env.ELECTRON_OVERRIDE_DIST_PATH, join(root, 'node_modules', 'electron', 'dist')];
  for (const folder of folders) {
    if (folder && existsSync(join(folder, executableName()))) return join(folder, executableName());
  }
  return null;
}

/**
 * Finds the binary, or fetches it with the package's own installer.
 * @returns {Promise<{ binary: string } | { reason: string }>}
 */
export async function obtainElectron(root, env = process.env) {
  const found = findElectron(root, env);
  if (found) return { binary: found };
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return { reason: 'Electron is not installed' };
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD) return { reason: 'there is no Electron binary and ELECTRON_SKIP_BINARY_DOWNLOAD is set' };
  if (!(await mirrorAnswers(env))) return { reason: 'there is no Electron binary here and it cannot be fetched from this network' };
  console.log('Fetching the Electron binary, once …');
  const fetched = await run(installer, env);
  const binary = fetched ? findElectron(root, env) : null;
  return binary ? { binary } : { reason: 'there is no Electron binary here and fetching it failed' };
}

/** Whether the place that the installer would fetch from can be reached. Behind a proxy only the installer itself can tell. */
async function mirrorAnswers(env) {
  if (env.ELECTRON_GET_USE_PROXY) return true;
  const mirror = env.ELECTRON_MIRROR || env.npm_config_electron_mirror || MIRROR;
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) });
    return true;
  } catch {
    return false;
  }
}

function run(installer, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { env, stdio: 'ignore', timeout: FETCH_MS });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
