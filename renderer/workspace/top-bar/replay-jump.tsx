/** Where to in the recorded days: the day, and a time in it by slider or by hand. */
import { Popover } from 'radix-ui';
import { useState, type FormEvent, type ReactNode } from 'react';
import { sentenceOf } from '#shared/faults.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { command } from '../commands/order-commands.ts';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';
import { momentOf, parseTimeOfDay, shanghaiClock } from './replay-time.ts';

const QUICK = ['09:30:00', '10:00:00', '11:00:00', '13:00:00', '14:00:00', '14:55:00'] as const;

export function ReplayJump({ status, children }: { readonly status: ReplayStatus; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" align="start" sideOffset={4}>
          <JumpForm status={status} close={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function JumpForm({ status, close }: { readonly status: ReplayStatus; readonly close: () => void }) {
  const w = useWords(workspaceWords);
  const language = useSettings((s) => s.settings.language);
  const [dayName, setDayName] = useState(status.tradingDay);
  const [text, setText] = useState(shanghaiClock(status.time).time);
  const [error, setError] = useState('');
  const day = status.days.find((d) => d.day === dayName) ?? status.days[0];
  if (!day) return null;
  const timeOfDay = parseTimeOfDay(text);
  const moment = timeOfDay === null ? null : momentOf(day, timeOfDay);

  const jump = async (time: number): Promise<void> => {
    const answer = await command('replay.set', { time }, true);
    if (answer.ok) close();
    else setError(sentenceOf(answer.fault, language));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (timeOfDay === null) setError(w.badTime);
    else if (moment === null) setError(sentenceOf({ code: 'replay-time-outside' }, language));
    else void jump(moment);
  };
  const write = (next: string): void => {
    setText(next);
    setError('');
  };
  return (
    <form className="jump" onSubmit={submit} data-testid="jump-form">
      <div className="jump-days" role="group" aria-label={w.jumpDay}>
        {status.days.map((d) => (
          <button key={d.day} type="button" className="toggle figure" aria-pressed={d.day === day.day} onClick={() => setDayName(d.day)}>
            {d.day}
          </button>
        ))}
      </div>
      <div className="jump-row">
        <input
          type="range"
          aria-label={w.jumpTime}
          min={day.from}
          max={day.to}
          step={1000}
          value={moment ?? day.from}
          onChange={(event) => write(shanghaiClock(Number(event.target.value)).time)}
        />
        <input className="text-field figure" aria-label={w.jumpTime} aria-invalid={error !== ''} value={text} maxLength={8} onChange={(event) => write(event.target.value)} />
      </div>
      <div className="jump-quick">
        {QUICK.filter((quick) => momentOf(day, parseTimeOfDay(quick) ?? -1) !== null).map((quick) => (
          <button key={quick} type="button" className="button figure" onClick={() => write(quick)}>
            {quick.slice(0, 5)}
          </button>
        ))}
      </div>
      <div className="jump-row">
        <p className="fault" role="alert" style={{ flex: 1 }}>
          {error}
        </p>
        <button type="submit" className="button" data-kind="primary">
          {w.go}
        </button>
      </div>
    </form>
  );
}
