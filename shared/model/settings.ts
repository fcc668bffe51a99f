import { z } from 'zod';
import { GATEWAY_PORT } from './gateway.ts';
import { simulationTermsSchema } from './simulation.ts';

/** What a user sets and finds again. Kept by the core, the same for every window. */
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
  /** Whose daily statements are confirmed without asking: a replay's (nothing else of it waits for anybody), everyone's, or nobody's. */
  confirmStatements: z.enum(['replay', 'always', 'never']),
  /** Latency and slippage of simulated exchanges, by connection; ideal where absent. */
  simulation: z.record(z.string().max(64), simulationTermsSchema),
  /** Connections that are switched off. */
  connectionsOff: z.array(z.string().max(64)).max(64),
  /** Connections whose reminders are not kept in step with their broker's; changed by the command `reminder.sync`. */
  remindersApart: z.array(z.string().max(64)).max(64),
  /** The gateway for scripts; changed by the command `opend.set`. */
  opend: z.strictObject({ on: z.boolean(), host: z.string().min(1).max(255), port: z.int().min(0).max(65_535), keyFile: z.string().max(4096).nullable() }),
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

const schema = z.strictObject(fields);

export type Settings = z.infer<typeof schema>;

const DEFAULTS: Settings = {
  language: 'zh',
  theme: 'dark',
  rising: 'auto',
  density: 'normal',
  sounds: true,
  notifications: true,
  confirmOrders: false,
  confirmStatements: 'replay',
  simulation: {},
  connectionsOff: ['simulated-session'],
  remindersApart: [],
  opend: { on: false, host: '127.0.0.1', port: GATEWAY_PORT, keyFile: null },
  quantityPresets: [1, 2, 5, 10, 50],
  account: null,
  instrument: 'CFFEX.IF2101',
  watchlist: null,
  layout: null,
  panels: {},
};

/** Some of the settings, as they may be found in a store. */
export const someSettingsSchema = schema.partial();

/** What one change may carry: any of the fields, nothing else, and no default for the rest. */
export const settingsChangeSchema = schema.omit({ opend: true, remindersApart: true }).partial();

/** Whole settings; a missing field takes its default. */
export const settingsSchema = z.preprocess((value) => (typeof value === 'object' && value !== null ? { ...DEFAULTS, ...value } : value), schema);

export const defaultSettings = (): Settings => structuredClone(DEFAULTS);
