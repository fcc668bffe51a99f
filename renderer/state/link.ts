/** The link to the core. While it is not `up`, no order can leave: order buttons lock, quotes are stale. */
import { create } from 'zustand';
import type { Client, LinkState } from '#renderer/client/client.ts';
import type { LinkTrouble } from '#renderer/client/port.ts';

export interface LinkStatus {
  readonly state: LinkState;
  /** Since when, UTC ms. */
  readonly since: number;
  readonly trouble: LinkTrouble | null;
  /** The desk has been filled once: what is on screen is real, if perhaps old. */
  readonly everUp: boolean;
}

export const useLink = create<LinkStatus>(() => ({ state: 'connecting', since: Date.now(), trouble: null, everUp: false }));

/** Whether orders can leave. */
export const useLinkUp = (): boolean => useLink((s) => s.state === 'up');

/** Keeps the store in step with the client; the returned function ends it. */
export function feedLink(client: Client & { readonly trouble: LinkTrouble | null }): () => void {
  const take = (state: LinkState): void =>
    useLink.setState((before) => ({
      state,
      since: state === before.state ? before.since : Date.now(),
      trouble: client.trouble,
      everUp: before.everUp || state === 'up',
    }));
  take(client.link);
  return client.onLink(take);
}
