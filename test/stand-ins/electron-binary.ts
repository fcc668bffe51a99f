/**
 * Behaves like Electron's executable: `node test/stand-ins/electron-binary.ts [switches] FOLDER` runs the `main` of the
 * folder's package.json with the stand-in in place of the `electron` module.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.argv.slice(2).find((each) => !each.startsWith('-')) ?? '.');
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
process.env['STAND_IN_APP'] = folder;

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true } : next(specifier, context)),
});
await import(pathToFileURL(join(folder, main)).href);
