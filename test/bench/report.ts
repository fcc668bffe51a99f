/** One JSON line of a benchmark: figures rounded to what they can tell. */
export function report(bench: string, figures: Readonly<Record<string, number | string | Readonly<Record<string, number>>>>): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value]),
  );
  console.log(JSON.stringify({ bench, ...rounded }));
}

/** The `q` quantile (0 to 1) of samples. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
