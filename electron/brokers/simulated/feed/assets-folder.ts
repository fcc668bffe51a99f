/** Where the product's assets are: from source they lie at the top of the checkout, from a bundle above dist/ or beside it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Walks up from this module until a folder `assets` with `inside` in it is found.
 * @param inside a path that must exist in it, so that a foreign folder of that name is not taken
 * @returns the folder, or null when there is none up to the root
 */
export function findAssets(inside: string): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const assets = join(folder, 'assets');
    if (existsSync(join(assets, inside))) return assets;
    const above = dirname(folder);
    if (above === folder) return null;
    folder = above;
  }
}
