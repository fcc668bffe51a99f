/** One connection to the core, whatever carries it. A port opens once, closes once, and is never used again. */
import type { CoreMessage, ScreenMessage } from '#shared/contract/messages.ts';

export interface PortEvents {
  message(message: CoreMessage): void;
  frame(frame: Float64Array): void;
  /** Called once; nothing follows it. */
  closed(trouble: LinkTrouble): void;
}

/** Why there is no link: the core does not answer, or it answers and refuses this page, or it speaks another version. */
export type LinkTrouble = 'no-core' | 'session-refused' | 'other-version';

export interface Port {
  send(message: ScreenMessage): void;
  close(): void;
}

export type OpenPort = (events: PortEvents) => Port;
