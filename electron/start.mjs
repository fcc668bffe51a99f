/**
 * `npm start`: the desktop window where Electron and a display are, else the same core served to the browser.
 * `npm run serve`: the served core at once. Plain JavaScript, so that a host's older Node can say what is missing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hasDisplay } from './launch/browser.mjs';
import { obtainElectron } from './launch/electron-binary.mjs';
import { readOptions } from './launch/options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const NEEDED_NODE = 24;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;

await main(process.argv.slice(2));

async function main(args) {
  process.stdout.on('error', () => {
    // Whoever read our lines is gone; the terminal goes on.
  });
  const read = readOptions(args);
  if (read.refusal) return end(EXIT_USAGE, read.refusal);
  if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) return runOnNewerNode(args);
  if (!existsSync(join(root, 'node_modules', 'vite'))) return end(EXIT_REFUSED, 'The dependencies are not installed; run `npm ci` first.');
  try {
    const { build } = await import('./build.mjs');
    await build();
  } catch (cause) {
    return end(EXIT_REFUSED, `The build failed: ${cause.message}`);
  }
  if (read.options.serve) return serveBrowser(args, null);
  return startDesktop(args, read.options);
}

async function startDesktop(args, options) {
  if (!hasDisplay()) return serveBrowser(args, 'Serving to the browser, because there is no display here for a desktop window.');
  const electron = await obtainElectron(root);
  if (electron.reason) return serveBrowser(args, `Opening in the browser, because ${electron.reason}.`);
  console.log(`Opening the desktop window with ${electron.binary}`);
  const failure = await runDesktop(electron.binary, options);
  if (failure) return serveBrowser(args, `Opening in the browser, because the desktop window could not start: ${failure}.`);
}

/** Runs the window until it is closed. @returns null, or why it never came up */
function runDesktop(binary, options) {
  return new Promise((resolve) => {
    const env = { ...process.env, PANKOU_DATA: options.dataFolder, ...(options.speed === null ? {} : { PANKOU_SPEED: String(options.speed) }), ...(options.opend ? { PANKOU_OPEND: JSON.stringify(options.opend) } : {}) };
    delete env.ELECTRON_RUN_AS_NODE;
    const child = spawn(binary, [root], { env, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let settled = false;
    let lastWords = '';
    child.on('message', () => {
      // It is up, or it refused with a sentence of its own: either way its end is ours.
      settled = true;
      process.stderr.write(lastWords);
    });
    child.stderr.on('data', (data) => {
      if (settled) process.stderr.write(data);
      else lastWords = `${lastWords}${data}`.slice(-8000);
    });
    child.on('error', (cause) => resolve(cause.message));
    child.on('exit', (code, signal) => {
      if (settled || code === 0) {
        process.exitCode = code ?? EXIT_REFUSED;
        resolve(null);
      } else {
        resolve(firstReason(lastWords) ?? (signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
      }
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  });
}

/** The most telling line of what Chromium said before it ended, without its prefix of process ids and source lines. */
function firstReason(words) {
  const lines = words.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim()).filter((line) => line && !line.startsWith('at '));
  return lines[0]?.replace(/\.$/, '').slice(0, 200) ?? null;
}

async function serveBrowser(args, why) {
  const { run } = await import(pathToFileURL(join(root, 'dist', 'electron', 'serve.js')).href);
  await run(args, why);
}

/** npm's scripts find our own Node first; one started by hand may not. */
function runOnNewerNode(args) {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (!existsSync(node) || process.env.PANKOU_NODE) return end(EXIT_REFUSED, `Pankou needs Node ${NEEDED_NODE} or newer; this is ${process.version}.`);
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit', env: { ...process.env, PANKOU_NODE: '1' } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', ...(process.platform === 'win32' ? [] : ['SIGUSR2'])]) process.on(signal, () => child.kill(signal));
  child.on('error', () => end(EXIT_REFUSED, `Pankou needs Node ${NEEDED_NODE} or newer; this is ${process.version}.`));
  child.on('exit', (code) => process.exit(code ?? EXIT_REFUSED));
}

function end(code, sentence) {
  console.error(sentence);
  process.exitCode = code;
}
