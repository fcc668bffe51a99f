import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  // The npm package `electron` fetches its binary when it is required: tests get the stand-in.
  resolve: { alias: { electron: `${root}test/stand-ins/electron.ts` } },
  test: {
    include: ['{shared,electron,renderer}/**/*.test.{ts,tsx}', 'test/{unit,rules,property,integration,faults,e2e}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A machine that also draws a browser answers late; what holds at once is not made slower by it.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
