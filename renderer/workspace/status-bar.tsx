/** The status bar: the last event in words; how fast prices come, and on hover how fast they are painted. */
import { useEffect, useState } from 'react';
import { client } from '#renderer/client/current.ts';
import { useFeedRate } from '#renderer/state/feed-rate.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useLastEvent } from './events/follow-events.ts';
import { formatClockSeconds, LOCAL_ZONE } from './grid/times.ts';
import { useWords } from './language/words.ts';
import { workspaceWords } from './workspace-words.ts';

const FRAMES_EVERY_MS = 500;

const ms = (value: number): string => (Number.isFinite(value) ? value.toFixed(0) : '–');

/** Frames a second of this window, counted while it is looked at. */
function FrameRate() {
  const [rate, setRate] = useState(0);
  useEffect(() => {
    let frames = 0;
    let from = performance.now();
    let handle = 0;
    const count = (): void => {
      frames++;
      const now = performance.now();
      if (now - from >= FRAMES_EVERY_MS) {
        setRate((frames * 1000) / (now - from));
        frames = 0;
        from = now;
      }
      handle = requestAnimationFrame(count);
    };
    handle = requestAnimationFrame(count);
    return () => cancelAnimationFrame(handle);
  }, []);
  return <b className="figure">{rate.toFixed(0)}</b>;
}

/** The core's own figure, asked for while it is looked at. */
function JournalTime() {
  const [time, setTime] = useState(Number.NaN);
  useEffect(() => {
    let ended = false;
    const ask = async (): Promise<void> => {
      const answer = await client().ask('core.status', {});
      if (!ended && answer.ok) setTime(answer.value.journalMs);
    };
    void ask();
    return () => {
      ended = true;
    };
  }, []);
  return <b className="figure">{Number.isFinite(time) ? time.toFixed(1) : '–'} ms</b>;
}

export function StatusBar() {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  const event = useLastEvent((s) => s.event);
  const rate = useFeedRate();
  const [looked, setLooked] = useState(false);
  return (
    <footer className="status-bar">
      <div className="status-event" data-level={event?.level ?? 'info'} role="status" data-testid="last-event">
        {event ? <span className="status-time figure">{formatClockSeconds(event.time, LOCAL_ZONE)}</span> : null}
        <span>{event ? event.words(language) : w.ready}</span>
      </div>
      <button
        type="button"
        className="status-rates"
        onMouseEnter={() => setLooked(true)}
        onMouseLeave={() => setLooked(false)}
        onFocus={() => setLooked(true)}
        onBlur={() => setLooked(false)}
        data-testid="feed-rate"
      >
        {looked ? (
          <>
            <span>
              {w.journal} <JournalTime />
            </span>
            <span>
              {w.paint} <b className="figure">{ms(rate.p50)} / {ms(rate.p99)} ms</b>
            </span>
            <span>
              <FrameRate /> {w.fps}
            </span>
          </>
        ) : null}
        <span>
          {w.updates} <b className="figure">{Math.round(rate.updatesPerSecond)}</b> {w.perSecond}
        </span>
      </button>
    </footer>
  );
}
