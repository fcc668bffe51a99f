/** Notices as they pop up over the desk: few, short, and never in the way of a click for long. */
import { Bell, CircleCheck, CircleX, Info, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import { toast, Toaster } from 'sonner';
import { sentenceOf } from '#shared/faults.ts';
import type { OwnReminderFiring, ReminderFiring } from '#shared/model/reminder.ts';
import { useNotices, type Notice, type NoticeAction } from '#renderer/state/notices.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWords } from '../language/words.ts';
import { workspaceWords } from '../workspace-words.ts';

type ToastLevel = Notice['level'] | 'reminder';

const ICONS: Readonly<Record<ToastLevel, LucideIcon>> = { info: Info, good: CircleCheck, warning: TriangleAlert, error: CircleX, reminder: Bell };

/** How long a toast stays, ms: what went wrong stays longer, a reminder until it is seen. */
const STAYS: Readonly<Record<ToastLevel, number>> = { info: 3_000, good: 3_000, warning: 6_000, error: 8_000, reminder: 60_000 };

interface ToastWords {
  readonly level: ToastLevel;
  readonly title: string;
  readonly note?: string;
  readonly action?: NoticeAction;
}

/** What asks to be acted on stays as long as a reminder. */
const WITH_ACTION_MS = 60_000;

function Toast({ level, title, note, action, close }: ToastWords & { readonly close: () => void }) {
  const w = useWords(workspaceWords);
  const Icon = ICONS[level];
  return (
    <div className="toast" data-level={level} role={level === 'error' ? 'alert' : 'status'} data-testid="toast">
      <Icon size={15} aria-hidden />
      <div>
        <p>{title}</p>
        {note ? <p>{note}</p> : null}
      </div>
      {action ? (
        <button
          type="button"
          className="bar-button bar-button-strong"
          onClick={() => {
            action.run();
            close();
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button type="button" className="icon-button" aria-label={w.dismiss} title={w.dismiss} onClick={close}>
        <X size={12} aria-hidden />
      </button>
    </div>
  );
}

/** The same words twice are one toast, shown anew. */
function show(id: string, words: ToastWords): void {
  toast.custom((key) => <Toast {...words} close={() => toast.dismiss(key)} />, { id, duration: words.action ? WITH_ACTION_MS : STAYS[words.level] });
}

export function showFiring(firing: ReminderFiring, title: string): void {
  show(`reminder ${firing.reminder.id}`, { level: 'reminder', title, note: firing.reminder.note });
}

export function showOwnFiring({ id, text }: OwnReminderFiring): void {
  show(`reminder ${id}`, { level: 'reminder', title: text });
}

const textOf = (notice: Notice): string => notice.text ?? (notice.fault ? sentenceOf(notice.fault, useSettings.getState().settings.language) : '');

export function Toasts() {
  const theme = useSettings((s) => s.settings.theme);
  useEffect(() => {
    let last = useNotices.getState().notices.at(-1)?.id ?? 0;
    return useNotices.subscribe(({ notices }) => {
      for (const notice of notices) if (notice.id > last) show(`${notice.level} ${textOf(notice)}`, { level: notice.level, title: textOf(notice), ...(notice.action ? { action: notice.action } : {}) });
      last = notices.at(-1)?.id ?? last;
    });
  }, []);
  // Over the chart: the buttons that send orders stay free.
  return <Toaster position="top-center" theme={theme === 'light' ? 'light' : 'dark'} visibleToasts={4} gap={6} offset={{ top: 68 }} expand />;
}
