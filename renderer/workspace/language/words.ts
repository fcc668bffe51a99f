/**
 * Texts of the screen. Each panel keeps its own `x-words.ts`: a dictionary per language of the same shape, so that a text
 * missing in one of them is a type error. Texts with figures in them are functions.
 */
import type { Language } from '#shared/faults.ts';
import { useSettings } from '#renderer/state/settings.ts';

export type Words<W> = Readonly<Record<Language, W>>;

/** Both languages side by side, of one shape. */
export const words = <W>(zh: W, en: NoInfer<W>): Words<W> => ({ zh, en });

/** The words in the language of the screen; re-renders when it is switched. */
export function useWords<W>(dictionary: Words<W>): W {
  return dictionary[useSettings((s) => s.settings.language)];
}
