/** What `npm start` and `npm run serve` may be told, read from the command line and the environment. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = 'Usage: npm run serve -- [--port N] [--data DIR] [--no-open] [--speed X] [--opend PORT [--opend-host ADDRESS --opend-key FILE] [--opend-real ACCOUNT]]';

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ options: { serve: boolean, port: number | null, dataFolder: string, open: boolean, speed: number | null,
 *   opend: { host: string, port: number, keyFile: string | null, practice?: string } | null } } | { refusal: string }}
 */
export function readOptions(args, env = process.env) {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        serve: { type: 'boolean', default: false },
        port: { type: 'string' },
        data: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        opend: { type: 'string' },
        'opend-host': { type: 'string' },
        'opend-key': { type: 'string' },
        'opend-real': { type: 'string' },
        speed: { type: 'string' },
      },
    }));
  } catch (cause) {
    return { refusal: `${cause.message.split('. ')[0].replace(/\.$/, '')}. ${USAGE}` };
  }
  const port = values.port === undefined ? null : wholeNumber(values.port);
  if (port !== null && !(port >= 0 && port <= 65_535)) return { refusal: `--port ${values.port} is not a port; give a number from 0 (any free one) to 65535.` };
  const speed = values.speed === undefined ? null : Number(values.speed);
  if (speed !== null && !(values.speed.trim() !== '' && speed >= 1 && speed <= 100)) {
    return { refusal: `--speed ${values.speed} is not a replay speed; give a number from 1 (real time) to 100.` };
  }
  const opend = readOpend(values, env);
  if (opend?.refusal) return opend;
  const data = values.data ?? env.PANKOU_DATA;
  if (values.data !== undefined && values.data.trim() === '') return { refusal: '--data needs a folder.' };
  // npm runs scripts in the package's folder; what the user typed is relative to where they stood.
  const dataFolder = data ? resolve(env.INIT_CWD ?? process.cwd(), data) : defaultDataFolder(process.platform, env);
  return { options: { serve: values.serve, port, dataFolder, open: !values['no-open'], speed, opend } };
}

/** Where scripts are listened to: this machine alone, unless a host and a key say otherwise; and which account they are shown as a real one. */
function readOpend(values, env) {
  const { opend, 'opend-host': host, 'opend-key': key, 'opend-real': practice } = values;
  if (opend === undefined) {
    return host === undefined && key === undefined && practice === undefined ? null : { refusal: '--opend-host, --opend-key and --opend-real need --opend PORT.' };
  }
  const port = wholeNumber(opend);
  if (!(port >= 0 && port <= 65_535)) return { refusal: `--opend ${opend} is not a port; OpenD's own is 11111 (0: any free one).` };
  if (host?.trim() === '') return { refusal: '--opend-host needs an address.' };
  if (key?.trim() === '') return { refusal: '--opend-key needs a file.' };
  if (practice?.trim() === '') return { refusal: '--opend-real needs an account of the simulated exchange, by its id or name.' };
  return { host: host ?? '127.0.0.1', port, keyFile: key === undefined ? null : resolve(env.INIT_CWD ?? process.cwd(), key), ...(practice === undefined ? {} : { practice: practice.trim() }) };
}

/** Where an application keeps its user's data: XDG base directories, Known Folders, the Library. */
export function defaultDataFolder(platform, env, home = homedir()) {
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Pankou');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Pankou');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'pankou');
}

const wholeNumber = (text) => (/^\d{1,6}$/.test(text) ? Number(text) : Number.NaN);
