/** What all panels look at together, told once per turn of the event loop and only when it changed. */
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Looking } from './client.ts';

/** Most that the core takes in one watch (shared/contract/commands). */
const MOST = { quotes: 10_000, books: 64, trades: 64, queues: 16 } as const;

type Kind = keyof typeof MOST;
const KINDS = Object.keys(MOST) as Kind[];

export interface Watched {
  readonly quotes: readonly InstrumentId[];
  readonly books: readonly InstrumentId[];
  readonly trades: readonly InstrumentId[];
  readonly queues: readonly InstrumentId[];
  /** What was looked at before and is no longer. */
  readonly ended: { readonly quotes: readonly InstrumentId[]; readonly trades: readonly InstrumentId[] };
}

export class LookUnion {
  readonly #owners = new Map<string, Looking>();
  readonly #changed: (watched: Watched) => void;
  #told: Record<Kind, ReadonlySet<InstrumentId>> = nothing();
  #scheduled = false;

  constructor(changed: (watched: Watched) => void) {
    this.#changed = changed;
  }

  /** What `owner` looks at from now on. */
  look(owner: string, looking: Looking): void {
    if (KINDS.every((kind) => (looking[kind]?.length ?? 0) === 0)) this.#owners.delete(owner);
    else this.#owners.set(owner, looking);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      const next = this.#union();
      if (KINDS.some((kind) => !same(next[kind], this.#told[kind]))) this.#tell(next);
    });
  }

  /** Tells the whole of it, changed or not. */
  send(): void {
    this.#tell(this.#union());
  }

  /** The other side knows nothing any more. */
  forget(): void {
    this.#told = nothing();
  }

  #tell(next: Record<Kind, ReadonlySet<InstrumentId>>): void {
    const ended = { quotes: gone(this.#told.quotes, next.quotes), trades: gone(this.#told.trades, next.trades) };
    this.#told = next;
    this.#changed({ quotes: [...next.quotes], books: [...next.books], trades: [...next.trades], queues: [...next.queues], ended });
  }

  #union(): Record<Kind, Set<InstrumentId>> {
    const union = nothing();
    for (const looking of this.#owners.values()) {
      for (const kind of KINDS) {
        for (const id of looking[kind] ?? []) if (union[kind].size < MOST[kind]) union[kind].add(id);
      }
    }
    return union;
  }
}

const nothing = (): Record<Kind, Set<InstrumentId>> => ({ quotes: new Set(), books: new Set(), trades: new Set(), queues: new Set() });
const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && [...a].every((id) => b.has(id));
const gone = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] => [...before].filter((id) => !after.has(id));
