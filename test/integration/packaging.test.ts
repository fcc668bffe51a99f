/** Packages the built program with an empty shell in place of Electron's binary: the configuration, what goes in, and the fuses. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pankou-packaging-'));
const unpacked = join(folder, 'release', 'linux-unpacked');
const archive = join(unpacked, 'resources', 'app.asar');

/** The mark in Electron's binary behind which its fuses are: version 1, nine of them, as they are delivered. */
const FUSE_WIRE = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101110011')]);

beforeAll(async () => {
  const shell = join(folder, 'electron');
  mkdirSync(join(shell, 'locales'), { recursive: true });
  for (const name of ['en-US', 'zh-CN', 'de']) writeFileSync(join(shell, 'locales', `${name}.pak`), '');
  writeFileSync(join(shell, 'electron'), FUSE_WIRE, { mode: 0o755 });
  writeFileSync(join(shell, 'version'), '0');
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js');
  await promisify(execFile)(process.execPath, [cli, '--linux', '--dir', `-c.electronDist=${shell}`, `-c.directories.output=${join(folder, 'release')}`], { cwd: root });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds the program, its data, and of the packages it was built with the one that calls counters’ libraries', () => {
  const files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  for (const needed of ['/package.json', '/dist/electron/main.js', '/dist/electron/preload.cjs', '/dist/electron/counter-child.js', '/node_modules/koffi/package.json', '/dist/renderer/index.html', '/assets/icons/pankou.png']) expect(files).toContain(needed);
  expect(files.some((file) => file.startsWith('/assets/days/'))).toBe(true);
  const isKoffi = (file: string): boolean => /^\/node_modules(?:\/(?:koffi|@koromix)(?:\/|$)|$)/.test(file);
  expect(files.filter((file) => !isKoffi(file) && /node_modules|\.map$|\.tsx?$|\.test\./.test(file))).toEqual([]);
  // Native modules cannot be loaded out of the archive.
  const natives = join(unpacked, 'resources', 'app.asar.unpacked', 'node_modules', '@koromix');
  expect(readdirSync(natives, { recursive: true }).some((file) => String(file).endsWith('koffi.node'))).toBe(true);
});

test('its entry is there', () => {
  const { main } = JSON.parse(extractFile(archive, 'package.json').toString()) as { main: string };
  expect(extractFile(archive, main).length).toBeGreaterThan(1000);
});

test('the fuses leave no way in past the program', async () => {
  const fuses = await getCurrentFuseWire(join(unpacked, 'pankou'));
  const off = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseV1Options.EnableNodeCliInspectArguments, FuseV1Options.GrantFileProtocolExtraPrivileges];
  const on = [FuseV1Options.EnableCookieEncryption, FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar];
  // A fuse is a character of the binary: 0 or 1.
  const states = (of: readonly FuseV1Options[]) => of.map((fuse) => [FuseV1Options[fuse], String.fromCharCode(Number(fuses[fuse]))]);
  expect(states(off)).toEqual(off.map((fuse) => [FuseV1Options[fuse], '0']));
  expect(states(on)).toEqual(on.map((fuse) => [FuseV1Options[fuse], '1']));
});
