/**
 * `npm test [-- PATH…]`: installs the browser that the tests need where it is missing, builds, runs every test, and ends
 * with a line `N passed, N failed`. Plain JavaScript, so that it starts on a host's older Node too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'test', '.output');
const report = join(output, 'vitest.json');

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
/** The screen is Chinese and English: without this every Chinese character is a box. */
const CHINESE_FONTS = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';

process.exitCode = main(process.argv.slice(2));

function main(paths) {
  const node = newNode();
  if (!node) return refuse('Pankou needs Node 24 or newer; run `npm ci` first, which brings one.');
  if (!existsSync(join(root, 'node_modules', 'vitest'))) return refuse('The dependencies are not installed; run `npm ci` first.');
  installMissing();
  const browser = findBrowser();
  if (!browser) return refuse('The end-to-end tests need Chromium or Chrome; install one, or name it in PANKOU_CHROMIUM.');
  if (run(node, [join(root, 'electron', 'build.mjs')]) !== 0) return refuse('The build failed; no test was run.');

  mkdirSync(output, { recursive: true });
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = run(node, [vitest, 'run', '--config', join(root, 'test', 'vitest.config.ts'), ...reporters, ...paths], { ...process.env, PANKOU_CHROMIUM: browser });
  return conclude(code);
}

/** Prints the count, which is the last line. @returns the exit code */
function conclude(code) {
  const counts = countTests();
  if (!counts) return refuse('The tests did not run to their end.');
  const { passed, skipped, failedFiles } = counts;
  let { failed } = counts;
  for (const file of failedFiles) console.log(`Could not be run: ${file}`);
  if (passed + failed === 0) return refuse('There was no test to run.');
  if (code !== 0 && failed === 0) {
    console.log('Every test passed, but the run ended with an error (above).');
    failed = 1;
  }
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

/** A file that could not be loaded counts as one failed test: it holds at least one that did not run. */
function countTests() {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    const failedFiles = result.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).map((file) => file.name);
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + failedFiles.length,
      skipped: result.numPendingTests + (result.numTodoTests ?? 0),
      failedFiles,
    };
  } catch {
    return null;
  }
}

/** npm's scripts start us on Node 24 already; a run by hand may not. */
function newNode() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  const own = join(root, 'node_modules', '.bin', 'node');
  return existsSync(own) ? own : null;
}

function findBrowser() {
  return [process.env.PANKOU_CHROMIUM, ...BROWSERS].find((path) => path && existsSync(path)) ?? null;
}

/** Brings what is missing as Debian packages, where we may install them: the browser, its Chinese face, and the compiler that layouts are checked against. */
function installMissing() {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const missing = [findBrowser() ? null : 'chromium', existsSync(CHINESE_FONTS) ? null : 'fonts-noto-cjk', existsSync('/usr/bin/g++') ? null : 'g++'].filter(Boolean);
  if (missing.length === 0) return;
  console.log(`Installing ${missing.join(' and ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...missing);
}

function run(command, args, env = process.env) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

/** A run that could not be is a failed one: the count line stays the last. */
function refuse(sentence) {
  console.error(sentence);
  console.log('0 passed, 1 failed');
  return 1;
}
