/**
 * The core behind a loopback server, as a program: for a browser window, or a machine without Electron. `npm run serve`
 * builds it and runs it; `node dist/electron/serve.js` runs what was built. Prints `Pankou is at http://…` when it is ready.
 */
import { fileURLToPath } from 'node:url';
import type { ServeOptions, Serving } from '#electron/host/serving.ts';
import { serve } from '#electron/host/serving.ts';
import type { Language } from '#shared/faults.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Result } from '#shared/result.ts';
import { fail } from '#shared/result.ts';
import { hasDisplay, openBrowser } from './launch/browser.mjs';
import { readOptions } from './launch/options.mjs';

const RENDERER_FOLDER = fileURLToPath(new URL('../dist/renderer', import.meta.url));
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;
const CLOSING_MS = 8000;

/**
 * Serves until a signal ends it.
 * @param why what to say first about why it is served and not opened; null where that was asked for
 */
export async function run(args: readonly string[], why: string | null): Promise<void> {
  process.stdout.on('error', () => {
    // Whoever read our lines is gone; the terminal goes on.
  });
  const read = readOptions(args);
  if ('refusal' in read) return end(EXIT_USAGE, read.refusal);
  const { options } = read;
  if (why) console.log(why);
  const serving = await started({
    dataFolder: options.dataFolder,
    port: options.port,
    speed: options.speed,
    opend: options.opend,
    rendererFolder: RENDERER_FOLDER,
    log: (level, text) => {
      if (level !== 'info') console.error(text);
    },
  });
  if (!serving.ok) {
    end(EXIT_REFUSED, sentenceOf(serving.fault, terminalLanguage()));
    // Whatever a half-started part still holds open must not keep us.
    process.exit();
  }
  closeOnSignal(serving.value);
  const address = serving.value.freshAddress();
  console.log(`Pankou is at ${address}`);
  if (serving.value.scripts) console.log(`Scripts for OpenD are answered at ${serving.value.scripts}`);
  offerFreshAddresses(serving.value);
  if (!options.open) return;
  if (!hasDisplay()) console.log('There is no display here: open that address in a browser on this machine.');
  else if (!openBrowser(address)) console.log('There is nothing here that opens a browser: open that address yourself.');
}

/** A bug of ours while starting is a sentence too; its stack is for who asks for it. */
async function started(options: ServeOptions): Promise<Result<Serving>> {
  try {
    return await serve(options);
  } catch (cause) {
    const words = cause instanceof Error ? cause : new Error(String(cause));
    return fail('internal', {}, process.env['PANKOU_DEBUG'] ? words.stack : words.message);
  }
}

/** An address works once. Enter prints another; so does SIGUSR2, for one that runs in the background. */
function offerFreshAddresses(serving: Serving): void {
  const print = (): void => console.log(`Pankou is at ${serving.freshAddress()}`);
  if (process.stdin.isTTY) process.stdin.on('data', print).unref();
  if (process.platform !== 'win32') process.on('SIGUSR2', print);
}

function closeOnSignal(serving: Serving): void {
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) process.exit(EXIT_REFUSED);
    closing = true;
    setTimeout(() => process.exit(EXIT_REFUSED), CLOSING_MS).unref();
    await serving.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close());
}

/** The language of the terminal, for the sentences printed in it. */
function terminalLanguage(): Language {
  return /^zh/i.test(process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || '') ? 'zh' : 'en';
}

function end(code: number, sentence: string): void {
  console.error(sentence);
  process.exitCode = code;
}

if (import.meta.main) await run(process.argv.slice(2), null);
