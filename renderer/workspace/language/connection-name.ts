/** What a connection is called on screen: the simulated environments have words of their own, all others the name they came with. */
import type { Connection } from '#shared/model/connection.ts';
import type { Language } from '#shared/faults.ts';

const ENVIRONMENTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'simulated-session': { zh: '仿真', en: 'Session' },
};

export const connectionName = ({ id, name }: Pick<Connection, 'id' | 'name'>, language: Language): string => ENVIRONMENTS[id]?.[language] ?? name;
