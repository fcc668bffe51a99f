import { z } from 'zod';

/** What a user sets and finds again. Kept by the core, the same for every window. */
export const settingsSchema = z.strictObject({
  language: z.enum(['zh', 'en']).default('zh'),
  theme: z.enum(['dark', 'black', 'light']).default('dark'),
  /** Colour of a rise; `auto`: red in Chinese, green in English. */
  rising: z.enum(['auto', 'red', 'green']).default('auto'),
  density: z.enum(['compact', 'normal', 'comfortable']).default('normal'),
  sounds: z.boolean().default(true),
  notifications: z.boolean().default(true),
  /** Ask once more before an order leaves the ticket. */
  confirmOrders: z.boolean().default(false),
  quantityPresets: z.array(z.int().positive().max(10_000_000)).min(1).max(8).default([1, 2, 5, 10, 50]),
  /** The account that order entry trades. */
  account: z.string().max(128).nullable().default(null),
  /** The instrument that linked panels show. */
  instrument: z.string().max(64).default('CFFEX.IF2101'),
  watchlist: z.string().max(64).nullable().default(null),
  /** Docking layout, opaque to the core; null is the default desk. */
  layout: z.string().max(400_000).nullable().default(null),
  /** Small per-panel choices (chart period, indicators, column widths), opaque to the core. */
  panels: z.record(z.string().max(64), z.string().max(20_000)).default({}),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings = (): Settings => settingsSchema.parse({});
