/** The files of the built screen, as both the loopback server and the desktop window's own protocol hand them out. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
};

export interface RendererFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly type: string;
  /** Whether its name carries its content's hash, so that it may be cached for good. */
  readonly immutable: boolean;
}

/**
 * Reads a file of the screen.
 * @param folder the built renderer
 * @param path the path of the address, as it came: percent-encoded, with its leading slash, without query
 * @returns null for whatever is not a plain file of a known kind inside the folder, links out of it included
 */
export async function readRendererFile(folder: string, path: string): Promise<RendererFile | null> {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (name === '/') name = '/index.html';
  // Letters, digits and single inner dots: no `..`, no hidden files, no backslashes, no drive letters, no streams.
  if (!/^(\/[\w-]+(\.[\w-]+)*)+$/.test(name)) return null;
  const type = TYPES[extname(name)];
  if (!type) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, name));
    if (!file.startsWith(root + sep)) return null;
    return { body: await readFile(file), type, immutable: /^\/assets\/.*-[\w-]{8,}\.\w+$/.test(name) };
  } catch {
    return null;
  }
}
