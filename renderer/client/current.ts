/** The one client of this window. Set once by renderer/main.tsx (or a test) before anything is drawn. */
import type { Client } from './client.ts';

let current: Client | null = null;

export function setClient(client: Client): void {
  current = client;
}

export function client(): Client {
  if (!current) throw new Error('The client is not there yet: setClient comes first');
  return current;
}
