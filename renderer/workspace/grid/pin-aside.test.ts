import type { BodyScrollEvent } from 'ag-grid-community';
import { expect, test } from 'vitest';
import { pinAside } from './pin-aside.ts';

test('the columns are pinned once when the table goes sideways, let go once it is back, and never by scrolling down', () => {
  const calls: [columns: readonly string[], where: unknown][] = [];
  let pinned = false;
  const api = {
    getColumn: () => ({ isPinned: () => pinned }),
    setColumnsPinned: (columns: string[], where: unknown) => {
      calls.push([columns, where]);
      pinned = where !== null;
    },
  };
  const { onBodyScroll } = pinAside<object>(['mark', 'instrument']);
  const scroll = (direction: 'horizontal' | 'vertical', left: number): void => onBodyScroll({ api, direction, left } as unknown as BodyScrollEvent<object>);
  scroll('vertical', 0);
  scroll('horizontal', 0);
  scroll('horizontal', 3);
  scroll('horizontal', 80);
  scroll('vertical', 80);
  scroll('horizontal', 0);
  expect(calls).toEqual([[['mark', 'instrument'], 'left'], [['mark', 'instrument'], null]]);
});
