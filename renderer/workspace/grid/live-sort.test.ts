import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderByKeys } from './live-sort.ts';

test('keys are in order, equal ones keep their places, what has no figure comes last either way', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(NaN)), { maxLength: 60 }), fc.boolean(), (values, descending) => {
      const keys = Float64Array.from(values);
      const order = [...orderByKeys(keys, descending)];
      expect([...order].sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
      for (let i = 1; i < order.length; i++) {
        const a = keys[order[i - 1]];
        const b = keys[order[i]];
        if (Number.isNaN(a)) expect(b).toBeNaN();
        if (Number.isNaN(a) || Number.isNaN(b)) continue;
        expect(descending ? a >= b : a <= b).toBe(true);
        if (a === b) expect(order[i - 1]).toBeLessThan(order[i]);
      }
    }),
  );
});
