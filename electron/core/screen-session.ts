/** One window's end of the core: its market view, its live bars and time-shares, its commands. */
import type { CandleService } from '#electron/candles/candle-service.ts';
import type { TimeShares } from '#electron/candles/time-shares.ts';
import type { Answer, CommandName } from '#shared/contract/commands.ts';
import type { TopicChange } from '#shared/contract/topics.ts';
import { fail, type Fault, type Result } from '#shared/result.ts';
import type { CommandHandlers, WindowParts } from './commands.ts';
import type { Asked, ScreenSession } from './core.ts';
import type { MarketDataHub } from './market-data/hub.ts';
import type { TopicBoard } from './topic-board.ts';

export interface ScreenSessionOptions {
  readonly id: string;
  readonly board: TopicBoard;
  readonly hub: MarketDataHub;
  readonly candles: CandleService;
  readonly timeShares: TimeShares;
  readonly handlers: CommandHandlers;
  readonly now: () => number;
  readonly log: (level: 'info' | 'warning' | 'error', subject: string, text: string, fault: Fault | null) => void;
  readonly onClose: () => void;
}

export function openScreenSession({ id, board, hub, candles, timeShares, handlers, now, log, onClose }: ScreenSessionOptions): ScreenSession {
  let listener: ((change: TopicChange) => void) | null = null;
  const endListening = board.listen((change) => listener?.(change));
  const market = hub.openView(`window ${id}`, now);
  const bars = candles.open((items) => listener?.({ topic: 'candles', snapshot: false, items, removed: [] }));
  const shares = timeShares.open(id, (items) => listener?.({ topic: 'timeShares', snapshot: false, items, removed: [] }));
  const window: WindowParts = { market, bars, timeShares: shares };
  let open = true;
  return {
    id,
    market,
    async handle<C extends CommandName>(command: C, ask: Asked<C>): Promise<Result<Answer<C>>> {
      try {
        const handler = handlers[command] as (ask: Asked<C>, window: WindowParts) => Result<Answer<C>> | Promise<Result<Answer<C>>>;
        return await handler(ask, window);
      } catch (error) {
        // A bug of ours, or a disk that fails under a query: the window gets an answer, the log the reason.
        log('error', command, error instanceof Error ? error.message : String(error), { code: 'internal' });
        return fail('internal');
      }
    },
    snapshots: () => board.snapshots(),
    onChange: (to) => {
      listener = to;
    },
    close: () => {
      if (!open) return;
      open = false;
      listener = null;
      endListening();
      market.close();
      bars.close();
      shares.close();
      onClose();
    },
  };
}
