/** Every key of the workspace, in one list: what the window listens to is what the help dialog shows. */
import { createKeybindingsHandler } from 'tinykeys';
import { words, type Words } from './language/words.ts';

export type HotkeyId =
  | 'palette' | 'settings' | 'help' | 'cancel-all' | 'order-entry' | 'ladder' | 'positions' | 'orders' | 'fills' | 'reminders' | 'arm';

export interface Hotkey {
  readonly id: HotkeyId;
  /** In the notation of tinykeys: `$mod` is Ctrl, on a Mac Cmd; a space stands between the keys of a sequence. */
  readonly keys: string;
  /** As it is printed on keys; one entry a key, `+` joined for keys held together. */
  readonly shown: readonly string[];
  readonly words: Words<string>;
  /** Also while something is being typed. */
  readonly whileTyping?: boolean;
}

export const HOTKEYS: readonly Hotkey[] = [
  { id: 'palette', keys: '$mod+k', shown: ['Ctrl+K'], words: words('命令面板：合约、面板、命令', 'Command palette: instruments, panels, commands'), whileTyping: true },
  { id: 'cancel-all', keys: 'Escape Escape', shown: ['Esc', 'Esc'], words: words('撤销当前账户全部挂单', 'Cancel all working orders of the account in use') },
  { id: 'arm', keys: 'F9', shown: ['F9'], words: words('一键下单：开启或关闭', 'One-click trading: on or off') },
  { id: 'order-entry', keys: 'F2', shown: ['F2'], words: words('下单', 'Order entry') },
  { id: 'ladder', keys: 'F4', shown: ['F4'], words: words('盘口', 'Ladder') },
  { id: 'positions', keys: 'Alt+1', shown: ['Alt+1'], words: words('持仓', 'Positions') },
  { id: 'orders', keys: 'Alt+2', shown: ['Alt+2'], words: words('挂单', 'Working orders') },
  { id: 'fills', keys: 'Alt+3', shown: ['Alt+3'], words: words('成交', 'Fills') },
  { id: 'reminders', keys: 'Alt+4', shown: ['Alt+4'], words: words('提醒', 'Reminders') },
  { id: 'settings', keys: '$mod+,', shown: ['Ctrl+,'], words: words('设置', 'Settings') },
  { id: 'help', keys: 'Shift+?', shown: ['?'], words: words('快捷键', 'Keyboard shortcuts') },
];

/** Two presses of a sequence further apart than this are two single presses. */
const SEQUENCE_MS = 600;

/** A hotkey as it is printed: `Ctrl+K`, on a Mac `⌘K`. */
export function hotkeyText(id: HotkeyId): string {
  const hotkey = HOTKEYS.find((h) => h.id === id);
  return (hotkey?.shown ?? []).map(keyText).join(' ');
}

const isMac = (): boolean => typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac');

/** One entry of `shown` on this machine's keyboard. */
export const keyText = (shown: string): string => (isMac() ? shown.replace('Ctrl+', '⌘').replace('Alt+', '⌥') : shown);

/** What of an event decides whether a hotkey may fire. */
export interface PressedAt {
  readonly defaultPrevented: boolean;
  readonly isComposing: boolean;
  /** A key that is held down: one press, however long. */
  readonly repeat: boolean;
  readonly target: EventTarget | null;
}

const TYPED: ReadonlySet<string> = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const NOT_TYPED: ReadonlySet<string> = new Set(['checkbox', 'radio', 'range', 'button', 'submit']);

/** Whether the element takes what is typed. Pure. */
export function takesText(target: unknown): boolean {
  if (typeof target !== 'object' || target === null) return false;
  const { tagName, type, isContentEditable } = target as Partial<HTMLInputElement>;
  if (isContentEditable === true) return true;
  return typeof tagName === 'string' && TYPED.has(tagName) && !NOT_TYPED.has(type ?? '');
}

/** Whether a hotkey may fire on an event: never where the key meant something else already, an input method or a dialog included. Pure. */
export const mayFire = (hotkey: Pick<Hotkey, 'whileTyping'>, event: PressedAt, dialogOpen: boolean): boolean =>
  !event.defaultPrevented && !event.isComposing && !event.repeat && ((hotkey.whileTyping ?? false) || (!dialogOpen && !takesText(event.target)));

/**
 * The listener of the window's key presses.
 * @param run what each hotkey does
 * @param dialogOpen whether a dialog or a menu is over the desk
 */
export function hotkeyListener(run: Readonly<Record<HotkeyId, () => void>>, dialogOpen: () => boolean): (event: KeyboardEvent) => void {
  const bindings = Object.fromEntries(
    HOTKEYS.map((hotkey) => [
      hotkey.keys,
      (event: KeyboardEvent) => {
        event.preventDefault();
        run[hotkey.id]();
      },
    ]),
  );
  const typing = Object.fromEntries(HOTKEYS.filter((h) => h.whileTyping).map((h) => [h.keys, bindings[h.keys]]));
  const options = { timeout: SEQUENCE_MS, ignore: () => false };
  const always = createKeybindingsHandler(typing, options);
  const calm = createKeybindingsHandler(Object.fromEntries(Object.entries(bindings).filter(([keys]) => !(keys in typing))), options);
  return (event) => {
    if (mayFire({ whileTyping: true }, event, dialogOpen())) always(event);
    if (mayFire({}, event, dialogOpen())) calm(event);
  };
}
