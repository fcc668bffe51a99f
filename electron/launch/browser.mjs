/** Opens an address in the user's browser, where there is one to see. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a window could be seen at all. */
export function hasDisplay(platform = process.platform, env = process.env) {
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Starts the system's opener and does not wait for it.
 * @returns {boolean} false where there is nothing that could open it
 */
export function openBrowser(address, platform = process.platform, env = process.env) {
  const [command, ...args] = opener(address, platform, env);
  if (!command) return false;
  try {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' });
    child.on('error', () => {
      // The address is on screen; the user opens it.
    });
    child.unref();
    return true;
  } catch {
    return false;
  }
}

function opener(address, platform, env) {
  if (platform === 'darwin') return ['open', address];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', address];
  for (const name of ['xdg-open', 'sensible-browser', 'x-www-browser']) {
    const found = onPath(name, env);
    if (found) return [found, address];
  }
  return [];
}

function onPath(name, env) {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const file = join(folder || '.', name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
