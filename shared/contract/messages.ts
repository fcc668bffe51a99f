/**
 * What crosses the wire. Over a WebSocket the objects are JSON text and a market frame is a binary message; over a
 * MessagePort both are structured clones.
 */
import { z } from 'zod';
import type { Fault } from '../result.ts';
import type { CommandName } from './commands.ts';
import type { TopicChange } from './topics.ts';

export const CONTRACT_VERSION = 1;

/** Largest text message that the core reads, in bytes. */
export const MAX_MESSAGE_BYTES = 1_000_000;

/** Screen to core. `painted`: the frame of that number is on screen; the next may come. */
export const screenMessageSchema = z.union([
  z.strictObject({ type: z.literal('command'), id: z.int().min(0), command: z.string().max(64), ask: z.unknown() }),
  z.strictObject({ type: z.literal('painted'), frame: z.int().min(0) }),
]);

export type ScreenMessage =
  | { readonly type: 'command'; readonly id: number; readonly command: CommandName; readonly ask: unknown }
  | { readonly type: 'painted'; readonly frame: number };

/** Core to screen. The first is `hello`, then every topic's snapshot, then `ready`. */
export type CoreMessage =
  | { readonly type: 'hello'; readonly version: number; readonly session: string }
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly fault: Fault }
  | { readonly type: 'change'; readonly changes: readonly TopicChange[] };
