/** A core whose every output the test decides, for tests of the hosts alone. */
import type { Core, MarketView, ScreenSession } from '#electron/core/core.ts';
import type { CommandName } from '#shared/contract/commands.ts';
import { FRAME, FRAME_HEADER, FRAME_VERSION } from '#shared/contract/frame.ts';
import type { TopicChange } from '#shared/contract/topics.ts';
import type { LogEntry } from '#shared/model/log.ts';
import type { Result } from '#shared/result.ts';
import { ok } from '#shared/result.ts';

/** A view that is dirty whenever `touch` was called since the last frame. */
export class ScriptedView implements MarketView {
  dirty = false;
  built = 0;
  closed = false;
  #listener: (() => void) | null = null;

  touch(): void {
    if (this.dirty) return;
    this.dirty = true;
    this.#listener?.();
  }

  watch(): void {
    this.touch();
  }

  onDirty(listener: () => void): void {
    this.#listener = listener;
  }

  build(): Float64Array | null {
    if (!this.dirty) return null;
    this.dirty = false;
    this.built += 1;
    const frame = new Float64Array(FRAME_HEADER);
    frame[FRAME.version] = FRAME_VERSION;
    frame[FRAME.number] = this.built;
    return frame;
  }

  close(): void {
    this.closed = true;
  }
}

export class ScriptedSession implements ScreenSession {
  readonly market = new ScriptedView();
  readonly asked: { command: CommandName; ask: unknown }[] = [];
  readonly id: string;
  closed = false;
  answerWith: (command: CommandName, ask: unknown) => Promise<Result<unknown>> = async () => ok(null);
  #listener: ((change: TopicChange) => void) | null = null;
  readonly #snapshots: () => readonly TopicChange[];

  constructor(id: string, snapshots: (session: ScriptedSession) => readonly TopicChange[]) {
    this.id = id;
    this.#snapshots = () => snapshots(this);
  }

  publish(change: TopicChange): void {
    this.#listener?.(change);
  }

  handle: ScreenSession['handle'] = async (command, ask) => {
    this.asked.push({ command, ask });
    return (await this.answerWith(command, ask)) as never;
  };

  snapshots(): readonly TopicChange[] {
    return this.#snapshots();
  }

  onChange(listener: (change: TopicChange) => void): void {
    this.#listener = listener;
  }

  close(): void {
    this.closed = true;
    this.market.close();
  }
}

export class ScriptedCore implements Core {
  readonly sessions: ScriptedSession[] = [];
  closed = false;
  snapshots: (session: ScriptedSession) => readonly TopicChange[] = () => [{ topic: 'log', snapshot: true, items: [], removed: [] }];

  open(): ScriptedSession {
    const session = new ScriptedSession(`w${this.sessions.length + 1}`, (of) => this.snapshots(of));
    this.sessions.push(session);
    return session;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** A change of the log topic that carries a number to recognise it by. */
export const logLine = (id: number, text = ''): TopicChange => {
  const item: LogEntry = { id, time: 0, level: 'info', subject: 'test', fault: null, text };
  return { topic: 'log', snapshot: false, items: [item], removed: [] };
};
