/** Builds what runs in Node and in Electron's main process: one folder, self-contained but for `electron`, `koffi` and Node itself. */
import { builtinModules } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = `${root}dist/electron`;

/**
 * Files are found relative to the module that names them (`import.meta.url`). A module inside the bundle keeps the place it
 * had in the source tree, so that `../../assets` means the same folder in both, in a package too.
 */
const keepPlaces = (): Plugin => ({
  name: 'keep-places',
  transform(code, id) {
    if (!id.startsWith(`${root}electron${sep}`) || !/import\.meta\.(url|dirname|filename)\b/.test(code)) return null;
    const place = JSON.stringify(relative(outDir, id).split(sep).join('/'));
    const placed = code
      .replaceAll(/import\.meta\.url\b/g, 'moduleUrl')
      .replaceAll(/import\.meta\.dirname\b/g, 'moduleFolder(modulePath(moduleUrl))')
      .replaceAll(/import\.meta\.filename\b/g, 'modulePath(moduleUrl)');
    const imports = `import { fileURLToPath as modulePath } from 'node:url'; import { dirname as moduleFolder } from 'node:path';`;
    // On the first line, so that the lines of the source map stay true.
    return { code: `${imports} const moduleUrl = new URL(${place}, import.meta.url).href; ${placed}`, map: null };
  },
});

export default defineConfig({
  root: `${root}electron`,
  publicDir: false,
  plugins: [keepPlaces()],
  // Read by electron/brokers/ctp/process/launcher.ts: a counter's process is a file of its own in a build.
  define: { 'process.env.PANKOU_BUILT': '"1"' },
  ssr: { noExternal: true, external: ['electron', 'koffi'], target: 'node' },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { main: `${root}electron/main.ts`, serve: `${root}electron/serve.ts`, 'counter-child': `${root}electron/brokers/ctp/process/node-child.ts` },
      // koffi brings a native module of each system with it: it stays a package.
      external: ['electron', 'koffi', ...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
