/** The exchange's own time, and the hands on the replay that makes it. */
import { ChevronDown, Clock3, Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { REPLAY_SPEEDS, type ReplayStatus } from '#shared/model/replay.ts';
import { useLinkUp } from '#renderer/state/link.ts';
import { useSelectedInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useReplay } from '#renderer/state/topics.ts';
import { command } from '../commands/order-commands.ts';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';
import { ReplayJump } from './replay-jump.tsx';
import { replayTime, shanghaiClock } from './replay-time.ts';
import { sessionText } from './session-text.ts';

const TICK_MS = 100;

/** The clock's text now, between the core's reports too. */
function useClock(status: ReplayStatus | undefined, running: boolean): number | null {
  const [time, setTime] = useState(status?.time ?? 0);
  useEffect(() => {
    if (!status) return;
    const reportedAt = performance.now();
    const show = (): void => setTime(Math.floor(replayTime(status, running ? performance.now() - reportedAt : 0) / 1000) * 1000);
    show();
    if (status.paused || !running) return;
    const timer = setInterval(show, TICK_MS);
    return () => clearInterval(timer);
  }, [status, running]);
  return status ? time : null;
}

export function ExchangeClock() {
  const w = useWords(workspaceWords);
  const status = useReplay((s) => s.items[0]);
  const linkUp = useLinkUp();
  const time = useClock(status, linkUp);
  if (!status || time === null) return null;
  const clock = shanghaiClock(time);
  return (
    <>
      <div className="clock" title={w.exchangeTime} data-testid="exchange-clock">
        <span className="clock-date figure">{clock.date}</span>
        <span className="clock-date">{w.weekdays[clock.weekday]}</span>
        <time className="clock-time figure" dateTime={`${clock.date}T${clock.time}+08:00`}>
          {clock.time}
        </time>
      </div>
      {status.clock === 'wall' ? <MarketSession time={time} /> : <ReplayHands status={status} />}
    </>
  );
}

/** What the market of the linked instrument does now, and when it does something else. */
function MarketSession({ time }: { readonly time: number }) {
  const w = useWords(workspaceWords);
  const instrument = useSelectedInstrument();
  const language = useSettings((s) => s.settings.language);
  if (!instrument) return null;
  const { phase, next, open, known } = sessionText(instrument, time, w);
  return (
    <span className="market-session" title={[instrument.name[language], known ? '' : w.holidaysUnknown].filter((part) => part !== '').join('\n')} data-testid="market-session">
      <span className="market-phase" data-open={open}>
        {phase}
      </span>
      <span className="figure">{next}</span>
      {known ? null : <span className="market-unknown">?</span>}
    </span>
  );
}

/** Speed, pause and jump of a replay. */
function ReplayHands({ status }: { readonly status: ReplayStatus }) {
  const w = useWords(workspaceWords);
  const linkUp = useLinkUp();
  const speeds = new Set<number>([...REPLAY_SPEEDS, status.speed]);
  return (
    <>
      <span className="replay-tag" data-paused={status.paused}>
        {status.paused ? w.paused : w.replay}
      </span>
      <select
        className="replay-speed figure"
        aria-label={w.speed}
        title={w.speed}
        value={status.speed}
        disabled={!linkUp}
        data-testid="replay-speed"
        onChange={(event) => void command('replay.set', { speed: Number(event.target.value) })}
      >
        {[...speeds].sort((a, b) => a - b).map((speed) => (
          <option key={speed} value={speed}>
            {speed}×
          </option>
        ))}
      </select>
      <button
        type="button"
        className="icon-button"
        aria-label={status.paused ? w.resume : w.pause}
        title={status.paused ? w.resume : w.pause}
        disabled={!linkUp}
        data-testid="replay-pause"
        onClick={() => void command('replay.set', { paused: !status.paused })}
      >
        {status.paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
      </button>
      <ReplayJump status={status}>
        <button type="button" className="icon-button jump-button" aria-label={w.jump} title={w.jump} disabled={!linkUp} data-testid="replay-jump">
          <Clock3 size={14} aria-hidden />
          <ChevronDown size={10} aria-hidden />
        </button>
      </ReplayJump>
    </>
  );
}
