/** Where the window was when it was last closed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';
import { screen } from 'electron';
import { z } from 'zod';

const FILE = 'window.json';
const stateSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(400).max(20_000), height: z.int().min(300).max(20_000), maximized: z.boolean() });
type WindowState = z.infer<typeof stateSchema>;

const FIRST = { width: 1600, height: 1000 };

/** The bounds for a new window: where it was, unless no screen shows that place any more. */
export function restoredBounds(folder: string): { bounds: Partial<Rectangle>; maximized: boolean } {
  const state = read(folder);
  if (!state) return { bounds: FIRST, maximized: false };
  const { maximized, ...bounds } = state;
  const seen = screen.getAllDisplays().some(({ workArea }) => overlaps(workArea, bounds));
  return { bounds: seen ? bounds : { width: bounds.width, height: bounds.height }, maximized };
}

/** Remembers the window's place when it closes. */
export function rememberBounds(window: BrowserWindow, folder: string): void {
  window.on('close', () => {
    try {
      writeFileSync(join(folder, FILE), JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() } satisfies WindowState));
    } catch {
      // It opens at its first place next time.
    }
  });
}

function read(folder: string): WindowState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Whether enough of the window lies on a screen to get hold of it. */
function overlaps(area: Rectangle, bounds: Rectangle): boolean {
  const width = Math.min(area.x + area.width, bounds.x + bounds.width) - Math.max(area.x, bounds.x);
  const height = Math.min(area.y + area.height, bounds.y + bounds.height) - Math.max(area.y, bounds.y);
  return width >= 100 && height >= 50;
}
