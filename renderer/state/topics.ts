/** The stores of the core's topics. */
import type { Client } from '#renderer/client/client.ts';
import { createTopicStore, feedTopic } from './topic-store.ts';
import { useSettings } from './settings.ts';

export const useConnections = createTopicStore('connections');
export const useAccounts = createTopicStore('accounts');
export const useOrders = createTopicStore('orders');
export const useFills = createTopicStore('fills');
export const usePositions = createTopicStore('positions');
export const useFunds = createTopicStore('funds');
export const useReminders = createTopicStore('reminders');
export const useWatchlists = createTopicStore('watchlists');
export const useReplay = createTopicStore('replay');
export const useLog = createTopicStore('log');

/** Keeps every store in step with the core; the returned function ends it. */
export function feedTopics(client: Client): () => void {
  const ends = [
    feedTopic(client, 'connections', useConnections),
    feedTopic(client, 'accounts', useAccounts),
    feedTopic(client, 'orders', useOrders),
    feedTopic(client, 'fills', useFills),
    feedTopic(client, 'positions', usePositions),
    feedTopic(client, 'funds', useFunds),
    feedTopic(client, 'reminders', useReminders),
    feedTopic(client, 'watchlists', useWatchlists),
    feedTopic(client, 'replay', useReplay),
    feedTopic(client, 'log', useLog),
    client.on('settings', (change) => {
      const settings = change.items.at(-1);
      if (settings) useSettings.setState({ settings });
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
