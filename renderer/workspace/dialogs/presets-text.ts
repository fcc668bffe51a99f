/** Quantity presets as a line of text: `1 2 5 10`. */

const MOST = 8;
const LARGEST = 10_000_000;

export const presetsText = (presets: readonly number[]): string => presets.join(' ');

/** The presets of a typed line, ascending and each once; null where it is not 1 to 8 positive whole numbers. Pure. */
export function parsePresets(text: string): number[] | null {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== '');
  if (parts.some((part) => !/^\d{1,8}$/.test(part))) return null;
  const presets = [...new Set(parts.map(Number))].sort((a, b) => a - b);
  return presets.length >= 1 && presets.length <= MOST && presets[0] >= 1 && presets.at(-1)! <= LARGEST ? presets : null;
}
