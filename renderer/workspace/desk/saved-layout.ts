/**
 * The layout as it is kept in the settings. What is read back may be older, newer or damaged: panels that are not known are
 * taken out, and whatever does not add up to a desk is refused, so that the default one is shown instead.
 */
import { Orientation, type SerializedDockview } from 'dockview-react';
import { panelState } from './default-layout.ts';

/** Raised when what a layout means has changed; an older one is not restored. */
export const LAYOUT_VERSION = 1;

const MOST_DEPTH = 24;
const ORIENTATIONS = [Orientation.HORIZONTAL, Orientation.VERTICAL] as const;

type Json = Readonly<Record<string, unknown>>;
type Node = SerializedDockview['grid']['root'];

/** The text that is kept. Titles are left out: they are the language's. */
export function layoutText(layout: SerializedDockview): string {
  const panels = Object.fromEntries(Object.keys(layout.panels).map((id) => [id, panelState(id)]));
  return JSON.stringify({ version: LAYOUT_VERSION, layout: { ...layout, panels } });
}

/**
 * The layout of a kept text, with the panels of `known` only.
 * @returns null where nothing of it can be shown
 */
export function restorableLayout(text: string | null, known: ReadonlySet<string>): SerializedDockview | null {
  if (text === null) return null;
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(kept) || kept['version'] !== LAYOUT_VERSION || !isObject(kept['layout'])) return null;
  const { grid, floatingGroups, popoutGroups } = kept['layout'];
  if (!isObject(grid) || !isSize(grid['width']) || !isSize(grid['height'])) return null;
  const orientation = ORIENTATIONS.find((known): boolean => known === grid['orientation']);
  if (orientation === undefined) return null;
  const used = new Set<string>();
  const root = nodeOf(grid['root'], known, used, 0);
  if (root?.type !== 'branch') return null;
  const floating = groupsOf(floatingGroups, known, used);
  const popouts = groupsOf(popoutGroups, known, used);
  return {
    grid: { root, width: grid['width'], height: grid['height'], orientation },
    panels: Object.fromEntries([...used].map((id) => [id, panelState(id)])),
    ...(floating.length > 0 ? { floatingGroups: floating as unknown as NonNullable<SerializedDockview['floatingGroups']> } : {}),
    ...(popouts.length > 0 ? { popoutGroups: popouts as unknown as NonNullable<SerializedDockview['popoutGroups']> } : {}),
  };
}

/** A node with what is known of it, or null when nothing is left of it. */
function nodeOf(node: unknown, known: ReadonlySet<string>, used: Set<string>, depth: number): Node | null {
  if (!isObject(node) || depth > MOST_DEPTH) return null;
  const size = isSize(node['size']) ? { size: node['size'] } : {};
  if (node['type'] === 'leaf') {
    const data = groupOf(node['data'], known, used);
    return data && { type: 'leaf', data, ...size };
  }
  if (node['type'] !== 'branch' || !Array.isArray(node['data'])) return null;
  const children = node['data'].map((child) => nodeOf(child, known, used, depth + 1)).filter((child) => child !== null);
  return children.length === 0 ? null : { type: 'branch', data: children as never, ...size };
}

/** A group of tabs: each known panel at most once in the whole desk. */
function groupOf(data: unknown, known: ReadonlySet<string>, used: Set<string>): { id: string; views: string[]; activeView: string } | null {
  if (!isObject(data) || !Array.isArray(data['views']) || typeof data['id'] !== 'string') return null;
  const views: string[] = [];
  for (const view of data['views']) {
    if (typeof view !== 'string' || !known.has(view) || used.has(view)) continue;
    used.add(view);
    views.push(view);
  }
  if (views.length === 0) return null;
  const active = data['activeView'];
  return { id: data['id'], views, activeView: typeof active === 'string' && views.includes(active) ? active : views[0] };
}

/** Floating or popped-out groups. Those with a grid of their own inside come back as their first group. */
function groupsOf(groups: unknown, known: ReadonlySet<string>, used: Set<string>): Json[] {
  if (!Array.isArray(groups)) return [];
  const kept: Json[] = [];
  for (const group of groups) {
    if (!isObject(group)) continue;
    const data = groupOf(group['data'] ?? firstLeaf(group['grid']), known, used);
    if (!data) continue;
    const { position, gridReferenceGroup } = group;
    if (!isObject(position)) continue;
    kept.push({ data, position, ...(typeof gridReferenceGroup === 'string' ? { gridReferenceGroup } : {}) });
  }
  return kept;
}

function firstLeaf(grid: unknown): unknown {
  let node: unknown = isObject(grid) ? grid['root'] : null;
  for (let depth = 0; depth < MOST_DEPTH && isObject(node); depth++) {
    if (node['type'] === 'leaf') return node['data'];
    node = Array.isArray(node['data']) ? node['data'][0] : null;
  }
  return null;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isSize = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
