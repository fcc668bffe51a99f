import { describe, expect, it } from 'vitest';
import { HOTKEYS, hotkeyListener, mayFire, takesText, type HotkeyId } from './hotkeys.ts';

interface Press {
  readonly key: string;
  readonly held?: readonly string[];
  readonly target?: object;
  readonly repeat?: boolean;
  readonly prevented?: boolean;
}

function pressed({ key, held = [], target = { tagName: 'DIV' }, repeat = false, prevented = false }: Press): KeyboardEvent {
  return {
    key, code: key, target, repeat, isComposing: false, defaultPrevented: prevented, currentTarget: null,
    getModifierState: (modifier: string) => held.includes(modifier),
    preventDefault: () => undefined,
  } as unknown as KeyboardEvent;
}

function listening(dialogOpen = false): { press: (press: Press) => void; fired: HotkeyId[] } {
  const fired: HotkeyId[] = [];
  const run = Object.fromEntries(HOTKEYS.map(({ id }) => [id, () => fired.push(id)])) as unknown as Record<HotkeyId, () => void>;
  const listener = hotkeyListener(run, () => dialogOpen);
  return { press: (press) => listener(pressed(press)), fired };
}

const INPUT = { tagName: 'INPUT', type: 'text' };

describe('hotkeys', () => {
  it('are each of their own id and keys, in both languages', () => {
    expect(new Set(HOTKEYS.map((h) => h.id)).size).toBe(HOTKEYS.length);
    expect(new Set(HOTKEYS.map((h) => h.keys)).size).toBe(HOTKEYS.length);
    for (const { words, shown } of HOTKEYS) {
      expect(words.zh).not.toBe('');
      expect(words.en).not.toBe('');
      expect(shown.length).toBeGreaterThan(0);
    }
  });

  it('open the palette, also while something is typed', () => {
    const { press, fired } = listening();
    press({ key: 'k', held: ['Control'] });
    press({ key: 'k', held: ['Control'], target: INPUT });
    expect(fired).toEqual(['palette', 'palette']);
  });

  it('cancel all on Escape twice, not once and not for a key held down', () => {
    const { press, fired } = listening();
    press({ key: 'Escape' });
    press({ key: 'Escape', repeat: true });
    press({ key: 'Escape', repeat: true });
    expect(fired).toEqual([]);
    press({ key: 'Escape' });
    expect(fired).toEqual(['cancel-all']);
  });

  it('leave Escape to the field, the dialog or the drag it was meant for', () => {
    const typing = listening();
    typing.press({ key: 'Escape', target: INPUT });
    typing.press({ key: 'Escape', target: INPUT });
    expect(typing.fired).toEqual([]);
    const over = listening(true);
    over.press({ key: 'Escape' });
    over.press({ key: 'Escape' });
    expect(over.fired).toEqual([]);
    const taken = listening();
    taken.press({ key: 'Escape', prevented: true });
    taken.press({ key: 'Escape', prevented: true });
    expect(taken.fired).toEqual([]);
  });

  it('do nothing for letters and function keys while something is typed', () => {
    const { press, fired } = listening();
    for (const { keys } of HOTKEYS) if (!keys.startsWith('$mod')) press({ key: keys.split(' ')[0].replace(/^(Shift|Alt)\+/, ''), held: keys.startsWith('Alt') ? ['Alt'] : keys.startsWith('Shift') ? ['Shift'] : [], target: INPUT });
    expect(fired).toEqual([]);
  });

  it('know what takes text', () => {
    expect(takesText(INPUT)).toBe(true);
    expect(takesText({ tagName: 'TEXTAREA' })).toBe(true);
    expect(takesText({ tagName: 'DIV', isContentEditable: true })).toBe(true);
    expect(takesText({ tagName: 'INPUT', type: 'checkbox' })).toBe(false);
    expect(takesText({ tagName: 'BUTTON' })).toBe(false);
    expect(takesText(null)).toBe(false);
    expect(mayFire({}, { defaultPrevented: false, isComposing: true, repeat: false, target: null }, false)).toBe(false);
  });
});
