/** Time that moves only when a test moves it: `now` and `after` for whoever takes them injected. */
export interface HandClock {
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  /** Moves on, running what falls due in order of its time. */
  run(ms: number): void;
  /** Tasks that wait. */
  readonly waiting: number;
}

interface Task {
  readonly due: number;
  readonly task: () => void;
}

export function createHandClock(start = 1_700_000_000_000): HandClock {
  let time = start;
  const tasks: Task[] = [];
  return {
    now: () => time,
    after(ms, task) {
      const entry = { due: time + ms, task };
      tasks.push(entry);
      return () => {
        const at = tasks.indexOf(entry);
        if (at >= 0) tasks.splice(at, 1);
      };
    },
    run(ms) {
      const end = time + ms;
      for (;;) {
        let next: Task | undefined;
        for (const task of tasks) if (task.due <= end && (!next || task.due < next.due)) next = task;
        if (!next) break;
        tasks.splice(tasks.indexOf(next), 1);
        time = Math.max(time, next.due);
        next.task();
      }
      time = end;
    },
    get waiting() {
      return tasks.length;
    },
  };
}
