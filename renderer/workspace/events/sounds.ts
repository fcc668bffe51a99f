/** Short synthesised tones by kind of event: told apart by ear, without files. */
import { useSettings } from '#renderer/state/settings.ts';

export type Sound = 'fill' | 'reject' | 'reminder' | 'lost';

interface Tone {
  readonly hertz: number;
  /** Seconds after the sound begins. */
  readonly at: number;
  readonly seconds: number;
}

interface Timbre {
  readonly wave: OscillatorType;
  readonly volume: number;
  readonly tones: readonly Tone[];
}

/** A fill rises, a rejection is low and rough, a reminder is a chime, a lost link falls. */
const SOUNDS: Readonly<Record<Sound, Timbre>> = {
  fill: { wave: 'sine', volume: 0.14, tones: [{ hertz: 880, at: 0, seconds: 0.07 }, { hertz: 1175, at: 0.06, seconds: 0.1 }] },
  reject: { wave: 'square', volume: 0.06, tones: [{ hertz: 196, at: 0, seconds: 0.12 }, { hertz: 165, at: 0.14, seconds: 0.16 }] },
  reminder: { wave: 'triangle', volume: 0.18, tones: [{ hertz: 784, at: 0, seconds: 0.14 }, { hertz: 988, at: 0.14, seconds: 0.14 }, { hertz: 1319, at: 0.28, seconds: 0.3 }] },
  lost: { wave: 'triangle', volume: 0.16, tones: [{ hertz: 523, at: 0, seconds: 0.15 }, { hertz: 349, at: 0.16, seconds: 0.3 }] },
};

/** A kind of sound is not begun again within this time: a burst of fills is one tone, not noise. */
const GAP_MS = 150;

let context: AudioContext | null = null;
const begun = new Map<Sound, number>();

/** Plays a sound where sounds are on. Before the user has touched the page a browser allows none; that is left at that. */
export function play(sound: Sound): void {
  if (!useSettings.getState().settings.sounds) return;
  const now = performance.now();
  if (now - (begun.get(sound) ?? Number.NEGATIVE_INFINITY) < GAP_MS) return;
  begun.set(sound, now);
  context ??= new AudioContext();
  if (context.state === 'suspended') {
    void context.resume();
    if (!navigator.userActivation.hasBeenActive) return;
  }
  const { wave, volume, tones } = SOUNDS[sound];
  for (const { hertz, at, seconds } of tones) {
    const from = context.currentTime + at;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(volume, from + 0.008);
    gain.gain.exponentialRampToValueAtTime(0.0005, from + seconds);
    gain.connect(context.destination);
    const oscillator = context.createOscillator();
    oscillator.type = wave;
    oscillator.frequency.value = hertz;
    oscillator.connect(gain);
    oscillator.start(from);
    oscillator.stop(from + seconds + 0.02);
  }
}
