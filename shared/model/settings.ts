import { z } from 'zod';

const fields = {
  language: z.enum(['zh', 'en']),
  theme: z.enum(['dark', 'black', 'light']),
  /** Colour of a rise; `auto`: red in Chinese, green in English. */
  rising: z.enum(['auto', 'red', 'green']),
  density: z.enum(['compact', 'normal', 'comfortable']),
  sounds: z.boolean(),
  notifications: z.boolean(),
  /** Ask once more before an order leaves the ticket. */
  confirmOrders: z.boolean(),
  quantityPresets: z.array(z.int().positive().max(10_000_000)).min(1).max(8),
  /** The account that order entry trades. */
  account: z.string().max(128).nullable(),
  /** The instrument that linked panels show. */
  instrument: z.string().max(64),
  watchlist: z.string().max(64).nullable(),
  /** Docking layout, opaque to the core; null is the default desk. */
  layout: z.string().max(400_000).nullable(),
  /** Small per-panel choices (chart period, indicators, column widths), opaque to the core. */
  panels: z.record(z.string().max(64), z.string().max(20_000)),
};

/** What a user sets and finds again. Kept by the core, the same for every window. */
export const settingsSchema = z.strictObject({
  language: fields.language.default('zh'),
  theme: fields.theme.default('dark'),
  rising: fields.rising.default('auto'),
  density: fields.density.default('normal'),
  sounds: fields.sounds.default(true),
  notifications: fields.notifications.default(true),
  confirmOrders: fields.confirmOrders.default(false),
  quantityPresets: fields.quantityPresets.default([1, 2, 5, 10, 50]),
  account: fields.account.default(null),
  instrument: fields.instrument.default('CFFEX.IF2101'),
  watchlist: fields.watchlist.default(null),
  layout: fields.layout.default(null),
  panels: fields.panels.default({}),
});

/** A change of settings: what is not named stays. (`settingsSchema.partial()` would fill what is not named with its default.) */
export const settingsChangeSchema = z.strictObject(fields).partial();

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings = (): Settings => settingsSchema.parse({});
