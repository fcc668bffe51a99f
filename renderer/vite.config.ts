/** Builds the screen: plain files that a page of our own origin loads, over HTTP or in the desktop window. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const popout = `${root}renderer/popout.html`;

export default defineConfig({
  root: `${root}renderer`,
  base: '/',
  plugins: [react()],
  build: {
    outDir: `${root}dist/renderer`,
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inlined: the policy allows scripts and workers from our own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: { index: `${root}renderer/index.html`, ...(existsSync(popout) ? { popout } : {}) },
    },
  },
});
