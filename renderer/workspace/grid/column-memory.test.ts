import { expect, test } from 'vitest';
import { keepColumns, restoreColumns } from './column-memory.ts';

const KNOWN = new Set(['last', 'bid']);

test('what is kept is restored', () => {
  const kept = keepColumns([{ colId: 'last', width: 80.4, sort: 'desc' }, { colId: 'bid', width: 60, sort: null }]);
  expect(restoreColumns(JSON.parse(JSON.stringify(kept)), KNOWN)).toEqual([{ colId: 'last', width: 80, sort: 'desc' }, { colId: 'bid', width: 60, sort: null }]);
});

test('columns that are gone, and anything malformed, are left out', () => {
  for (const bad of [null, 'x', 7, {}, [null], [3], [{}], [{ id: 5, w: 10 }], [{ id: 'gone', w: 90 }]]) expect(restoreColumns(bad, KNOWN)).toEqual([]);
  expect(restoreColumns([{ id: 'bid', w: 1e9, s: 'sideways' }], KNOWN)).toEqual([{ colId: 'bid', sort: null }]);
});
