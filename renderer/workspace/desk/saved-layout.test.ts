import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultLayout } from './default-layout.ts';
import { LAYOUT_VERSION, layoutText, restorableLayout } from './saved-layout.ts';

const known = new Set(['watchlist', 'ladder', 'order-entry', 'chart', 'trades-tape', 'broker-queue', 'positions', 'orders', 'order-history', 'fills', 'funds', 'statement', 'records', 'reminders', 'research', 'connections', 'log']);

interface Node {
  readonly type: string;
  readonly size?: number;
  readonly data: Node[] & { readonly views: string[]; readonly activeView: string };
}

const leaves = (node: Node): string[][] => (node.type === 'leaf' ? [node.data.views] : node.data.flatMap(leaves));
const groupsOf = (layout: ReturnType<typeof restorableLayout>): string[][] => leaves(layout!.grid.root as unknown as Node);

/** Sizes of a branch's children add up to the space along it. */
function fits(node: Node, [along, across]: readonly [along: number, across: number]): void {
  if (node.type === 'leaf') return;
  expect(node.data.reduce((sum, child) => sum + (child.size ?? 0), 0)).toBeCloseTo(along, 6);
  for (const child of node.data) fits(child, [across, child.size ?? 0]);
}

describe('the default desk', () => {
  it('shows every panel once and fills its space', () => {
    for (const [width, height] of [[1436, 842], [1916, 1022], [2556, 1386]]) {
      const layout = defaultLayout(width, height);
      expect(leaves(layout.grid.root as unknown as Node).flat().sort()).toEqual([...known].sort());
      expect(Object.keys(layout.panels).sort()).toEqual([...known].sort());
      fits(layout.grid.root as unknown as Node, [width, height]);
    }
  });

  it('has room for 25 rows of 22 px in the watchlist at 1440 × 900', () => {
    const top = ((defaultLayout(1436, 842).grid.root as unknown as Node).data[0]).data[0];
    const heads = 28 + 27 + 27 + 23;
    expect((top.size! - heads) / 22).toBeGreaterThanOrEqual(24.9);
  });

  it('is itself restorable', () => {
    expect(restorableLayout(layoutText(defaultLayout(1436, 842)), known)?.grid).toEqual(defaultLayout(1436, 842).grid);
  });
});

describe('a kept layout', () => {
  const kept = (change: (layout: Record<string, unknown>) => unknown, version: unknown = LAYOUT_VERSION): string => {
    const layout = JSON.parse(JSON.stringify(defaultLayout(1436, 842))) as Record<string, unknown>;
    return JSON.stringify({ version, layout: change(layout) ?? layout });
  };

  it('loses panels that no longer are, and the groups they leave empty', () => {
    const fewer = new Set([...known].filter((id) => id !== 'chart' && id !== 'log'));
    const groups = groupsOf(restorableLayout(kept(() => undefined), fewer));
    expect(groups.flat()).not.toContain('chart');
    expect(groups.flat()).not.toContain('log');
    expect(groups.every((views) => views.length > 0)).toBe(true);
  });

  it('shows no panel twice', () => {
    const doubled = kept((layout) => void (layout['floatingGroups'] = [{ data: { id: 'f', views: ['chart', 'gone'], activeView: 'gone' }, position: { top: 0, left: 0, width: 300, height: 200 } }]));
    expect(restorableLayout(doubled, known)?.floatingGroups).toBeUndefined();
  });

  it('keeps floating groups with the panels that are known', () => {
    const floating = kept((layout) => {
      const root = (layout['grid'] as { root: Node }).root;
      (root.data[1].data[1] as { data: { views: string[] } }).data.views = ['gone'];
      layout['floatingGroups'] = [{ data: { id: 'f', views: ['order-entry', 'gone'], activeView: 'gone' }, position: { top: 0, left: 0, width: 300, height: 200 } }];
    });
    expect(restorableLayout(floating, known)?.floatingGroups?.[0].data).toEqual({ id: 'f', views: ['order-entry'], activeView: 'order-entry' });
  });

  it.each([
    ['no text', null],
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['an older version', kept(() => undefined, LAYOUT_VERSION - 1)],
    ['a newer version', kept(() => undefined, LAYOUT_VERSION + 1)],
    ['no grid', kept((l) => void delete l['grid'])],
    ['no size', kept((l) => void ((l['grid'] as Record<string, unknown>)['width'] = -1))],
    ['an orientation nobody knows', kept((l) => void ((l['grid'] as Record<string, unknown>)['orientation'] = 'DIAGONAL'))],
    ['no panel left', kept((l) => void ((l['grid'] as Record<string, unknown>)['root'] = { type: 'branch', data: [] }))],
  ])('is refused with %s', (_what, text) => {
    expect(restorableLayout(text, known)).toBeNull();
  });

  it('never throws and never lets an unknown panel through, whatever is kept', () => {
    const node = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.record({ type: fc.constant('leaf'), data: fc.record({ id: fc.string(), views: fc.array(fc.constantFrom('chart', 'ladder', 'gone', '__proto__')), activeView: fc.string() }), size: fc.double() }, { requiredKeys: ['type'] }),
        fc.record({ type: fc.constant('branch'), data: fc.array(tie('node')), size: fc.integer() }, { requiredKeys: ['type'] }),
        fc.anything(),
      ),
    })).node;
    fc.assert(
      fc.property(node, fc.anything(), (root, floatingGroups) => {
        const text = JSON.stringify({ version: LAYOUT_VERSION, layout: { grid: { root, width: 100, height: 100, orientation: 'HORIZONTAL' }, floatingGroups } });
        const layout = restorableLayout(text, known);
        if (layout) expect(groupsOf(layout).flat().every((id) => known.has(id))).toBe(true);
      }),
    );
  });
});
