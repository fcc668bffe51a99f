/**
 * Builds dist/: the screen (dist/renderer), and the core with its two hosts (dist/electron). What did not change since its
 * last build is left alone. Every part is built beside its place and moved in when it is whole, so that a build that fails
 * or is stopped leaves the last good one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Each part: where it lands, what it is made of, the file that shows it is there, and its vite configurations. */
const PARTS = [
  {
    name: 'renderer',
    sources: ['renderer', 'shared', 'assets/icons', 'assets/sounds', 'package-lock.json'],
    proof: 'index.html',
    configs: ['renderer/vite.config.ts'],
  },
  {
    name: 'electron',
    sources: ['electron', 'shared', 'package-lock.json'],
    proof: 'serve.js',
    configs: ['electron/vite.config.ts', 'electron/vite.preload.config.ts'],
  },
];

/** Builds what changed. @returns the names of the parts that were built */
export async function build({ force = false, quiet = false } = {}) {
  const stale = PARTS.map((part) => ({ ...part, fingerprint: fingerprint(part) })).filter((part) => force || !isFresh(part));
  if (stale.length === 0) return [];
  const started = performance.now();
  if (!quiet) console.log(`Building ${stale.map((part) => `dist/${part.name}`).join(' and ')} …`);
  await Promise.all(stale.map(buildPart));
  if (!quiet) console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return stale.map((part) => part.name);
}

async function buildPart(part) {
  const { build: viteBuild, loadConfigFromFile } = await import('vite');
  const beside = join(dist, `.${part.name}-${process.pid}`);
  rmSync(beside, { recursive: true, force: true });
  try {
    for (const [index, file] of part.configs.entries()) {
      const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, join(root, file));
      await viteBuild({
        ...loaded.config,
        configFile: false,
        mode: 'production',
        logLevel: 'warn',
        build: { ...loaded.config.build, outDir: beside, emptyOutDir: index === 0 },
      });
    }
    writeFileSync(join(beside, '.fingerprint'), part.fingerprint);
    moveIn(beside, join(dist, part.name));
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** Two builds may end at the same time; the later one stays. */
function moveIn(beside, place) {
  for (let attempt = 1; ; attempt++) {
    rmSync(place, { recursive: true, force: true });
    try {
      renameSync(beside, place);
      return;
    } catch (cause) {
      if (attempt === 5) throw cause;
    }
  }
}

function isFresh(part) {
  const place = join(dist, part.name);
  try {
    return existsSync(join(place, part.proof)) && readFileSync(join(place, '.fingerprint'), 'utf8') === part.fingerprint;
  } catch {
    return false;
  }
}

/** Names, sizes and times of everything that a part is made of. Tests are no part of it. */
function fingerprint(part) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const file = join(root, path);
    const info = statSync(file, { throwIfNoEntry: false });
    if (!info) return;
    if (info.isDirectory()) {
      for (const name of readdirSync(file).sort()) visit(`${path}/${name}`);
    } else if (!/\.test\.tsx?$|\.md$/.test(path)) {
      hash.update(`${path} ${info.size} ${info.mtimeMs}\n`);
    }
  };
  for (const source of part.sources) visit(source);
  return hash.digest('hex');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(dist, { recursive: true });
  try {
    const built = await build({ force: process.argv.includes('--force') });
    if (built.length === 0) console.log('dist/ is up to date');
  } catch (cause) {
    console.error(`The build failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    process.exitCode = 1;
  }
}
