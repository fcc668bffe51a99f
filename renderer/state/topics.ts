/** The stores of the core's topics. */
import type { RiskStatus } from '#shared/model/risk.ts';
import type { Client } from '#renderer/client/client.ts';
import { ChangeBatch, createTopicStore, feedTopic, soon } from './topic-store.ts';
import { takeSettings } from './settings.ts';

export const useConnections = createTopicStore('connections');
export const useProfiles = createTopicStore('profiles');
export const useVault = createTopicStore('vault');
export const useAccounts = createTopicStore('accounts');
export const useOrders = createTopicStore('orders');
export const useFills = createTopicStore('fills');
export const usePositions = createTopicStore('positions');
export const useDeclarations = createTopicStore('declarations');
export const useFunds = createTopicStore('funds');
export const useReminders = createTopicStore('reminders');
export const useReminderSyncs = createTopicStore('reminderSyncs');
export const useWatchlists = createTopicStore('watchlists');
export const useStatements = createTopicStore('statements');
export const useRisk = createTopicStore('risk');
export const isKilled = ({ items }: { readonly items: readonly RiskStatus[] }): boolean => items[0]?.killed === true;
export const useReplay = createTopicStore('replay');
export const useGateway = createTopicStore('gateway');
export const useQueueBrokers = createTopicStore('queueBrokers');
export const useLog = createTopicStore('log');

/** Keeps every store in step with the core; the returned function ends it. What came with a new link is there before the link is said to be up. */
export function feedTopics(client: Client): () => void {
  const batch = new ChangeBatch(soon);
  const ends = [
    client.onLink(() => batch.flush()),
    feedTopic(client, 'connections', useConnections, batch),
    feedTopic(client, 'profiles', useProfiles, batch),
    feedTopic(client, 'vault', useVault, batch),
    feedTopic(client, 'accounts', useAccounts, batch),
    feedTopic(client, 'orders', useOrders, batch),
    feedTopic(client, 'fills', useFills, batch),
    feedTopic(client, 'positions', usePositions, batch),
    feedTopic(client, 'declarations', useDeclarations, batch),
    feedTopic(client, 'funds', useFunds, batch),
    feedTopic(client, 'reminders', useReminders, batch),
    feedTopic(client, 'reminderSyncs', useReminderSyncs, batch),
    feedTopic(client, 'watchlists', useWatchlists, batch),
    feedTopic(client, 'statements', useStatements, batch),
    feedTopic(client, 'risk', useRisk, batch),
    feedTopic(client, 'replay', useReplay, batch),
    feedTopic(client, 'gateway', useGateway, batch),
    feedTopic(client, 'queueBrokers', useQueueBrokers, batch),
    feedTopic(client, 'log', useLog, batch),
    client.on('settings', (change) => {
      const settings = change.items.at(-1);
      if (settings) takeSettings(settings);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
