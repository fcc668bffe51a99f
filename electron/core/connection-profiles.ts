/**
 * The connections that the user made: kept in the store, their secrets in the vault as one entry each, brought up at the start and
 * whenever they are changed. Secrets go in here and out to a broker, nowhere else: the profile names them and has none.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BrokerSystem, Secrets } from '#electron/brokers/broker.ts';
import type { JournalEntry, Store } from '#electron/store/store.ts';
import type { PassphraseVault, Vault } from '#electron/store/vault.ts';
import { isAsked, settingsFault } from '#shared/connections/profile-fields.ts';
import type { ConnectionProfile, ConnectionTestStep, SystemOffer } from '#shared/model/connection-profile.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { ProfileSetup } from './broker-registry.ts';
import type { Connections } from './connections.ts';
import type { Asked, Publisher } from './core.ts';

export interface ConnectionProfilesOptions {
  readonly store: Pick<Store, 'profiles' | 'journal' | 'folder'>;
  readonly vault: Vault | PassphraseVault;
  readonly systems: readonly BrokerSystem[];
  readonly connections: Pick<Connections, 'replace' | 'remove' | 'wake'>;
  /** Why a connection must not be made now, whatever it says of itself; null: it may. */
  readonly barred?: (profile: Pick<ConnectionProfile, 'kind' | 'settings'>) => Fault | null;
  /** Cancels what works at a connection's broker and waits until all of it has ended. */
  readonly withdraw: (connection: string) => Promise<Result<null>>;
  readonly publisher: Publisher;
  readonly now: () => number;
  readonly log: (level: 'info' | 'warning' | 'error', fault: Fault) => void;
}

type Written = Pick<Asked<'connection.save'>, 'kind' | 'name' | 'preset' | 'settings' | 'secrets'>;

/** What was written makes sense: the system it is of, and the connection it changes. */
interface Judged {
  readonly system: BrokerSystem;
  readonly before: ConnectionProfile | null;
  /** Names of the secrets that it then has. */
  readonly secrets: readonly string[];
}

export const MOST_CONNECTIONS = 32;

/** Tests that may run at a time. */
const MOST_TESTS = 4;

/** Where the vault keeps the secrets of a connection. */
const VAULT_PREFIX = 'connection/';

export class ConnectionProfiles {
  readonly #options: ConnectionProfilesOptions;
  readonly #profiles = new Map<string, ConnectionProfile>();
  #tests = 0;
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionProfilesOptions) {
    this.#options = options;
    const { store, publisher } = options;
    for (const profile of store.profiles.all()) this.#profiles.set(profile.id, profile);
    publisher.publish('profiles', [...this.#profiles.values()]);
    this.#tellVault();
  }

  /** Brings up every connection that is kept, none waiting for another. */
  open(): void {
    const { connections, vault, log } = this.#options;
    if (vault.state === 'open') this.#sweep();
    for (const profile of this.#profiles.values()) {
      const system = this.#systemOf(profile.kind);
      if (system) void connections.replace(this.#setupOf(profile, system));
      else log('warning', { code: 'connection-kind-unknown', params: { kind: profile.kind } });
    }
  }

  systems(): readonly SystemOffer[] {
    return this.#options.systems.map(({ kind, fields, presets }) => ({ kind, fields, presets }));
  }

  /**
   * Makes or changes a connection; it is on the disk when this is answered, and connects afterwards.
   * Errors: connection-unknown, connection-kind-unknown, connection-name-taken, connections-too-many, the fault of a field (with
   * `params.field`), vault-needed and what the vault says, connection-not-saved.
   */
  save(ask: Asked<'connection.save'>): Promise<Result<ConnectionProfile>> {
    return this.#inTurn(() => this.#save(ask));
  }

  /**
   * Closes and forgets a connection. Its secrets are gone with it, or as soon as the vault is open.
   * @param cancelFirst what works at its broker is cancelled before; what does not end keeps the connection
   * Errors: connection-unknown, connection-not-saved; with `cancelFirst` also account-offline, orders-still-working, what the broker says.
   */
  remove(id: string, cancelFirst = false): Promise<Result<null>> {
    return this.#inTurn(async () => {
      if (!this.#profiles.has(id)) return fail('connection-unknown', { connection: id });
      const withdrawn = cancelFirst ? await this.#options.withdraw(id) : ok(null);
      return withdrawn.ok ? this.#remove(id) : withdrawn;
    });
  }

  /** What one field leads to, before the rest is written. Errors: connection-kind-unknown, field-invalid, requests-too-many, what is wrong with it. */
  async probe({ kind, field, value }: Asked<'connection.probe'>): Promise<Result<{ detail: string }>> {
    const system = this.#systemOf(kind);
    if (!system) return fail('connection-kind-unknown', { kind });
    if (!system.probe || !system.fields.some(({ name, probed }) => name === field && probed)) return fail('field-invalid', { field });
    if (this.#tests >= MOST_TESTS) return fail('requests-too-many', { max: MOST_TESTS });
    this.#tests++;
    try {
      const found = await system.probe(field, value);
      return found.ok ? ok({ detail: found.value }) : found;
    } finally {
      this.#tests--;
    }
  }

  /** Tries what is written, step by step; `tests` tells of each. Errors: as `save`, requests-too-many; what the test itself finds is in its steps. */
  async test(ask: Asked<'connection.test'>): Promise<Result<readonly ConnectionTestStep[]>> {
    const judged = this.#judge(ask.id, ask);
    if (!judged.ok) return judged;
    const { system, before, secrets: names } = judged.value;
    const given = withoutEmpty(ask.secrets);
    const kept = before && names.some((name) => given[name] === undefined) ? this.#secretsOf(before) : ok({});
    if (!kept.ok) return kept.fault.code === 'connection-waits-vault' ? fail('vault-needed') : kept;
    if (this.#tests >= MOST_TESTS) return fail('requests-too-many', { max: MOST_TESTS });
    const { publisher, store } = this.#options;
    const id = before?.id ?? 'new';
    const profile: ConnectionProfile = { id, kind: ask.kind, name: ask.name, preset: ask.preset, settings: ask.settings, secrets: names };
    const steps: ConnectionTestStep[] = [];
    this.#tests++;
    try {
      await system.test(profile, only(names, { ...kept.value, ...given }), join(folderOf(store.folder, id), 'test'), (step) => {
        steps.push(step);
        publisher.publish('tests', [{ test: ask.test, step }]);
      });
    } finally {
      this.#tests--;
    }
    return ok(steps);
  }

  /** Opens the vault, or begins one, and has the connections that waited for it try. Where the system's keychain guards it there is no passphrase to ask for. */
  async openVault(passphrase: string): Promise<Result<null>> {
    const { vault, connections } = this.#options;
    const opened = 'open' in vault ? await vault.open(passphrase) : vault.state === 'open' ? ok(null) : fail('vault-closed');
    this.#tellVault();
    if (!opened.ok) return opened;
    this.#sweep();
    connections.wake();
    return ok(null);
  }

  async #save(ask: Asked<'connection.save'>): Promise<Result<ConnectionProfile>> {
    const judged = this.#judge(ask.id, ask);
    if (!judged.ok) return judged;
    const { system, before, secrets } = judged.value;
    const others = [...this.#profiles.values()].filter(({ id }) => id !== ask.id);
    if (others.some(({ name }) => name === ask.name)) return fail('connection-name-taken', { name: ask.name });
    if (others.length >= MOST_CONNECTIONS) return fail('connections-too-many', { max: MOST_CONNECTIONS });
    const id = before?.id ?? `${ask.kind}-${randomBytes(6).toString('hex')}`;
    const profile: ConnectionProfile = { id, kind: ask.kind, name: ask.name, preset: ask.preset, settings: ask.settings, secrets };

    const { vault, store, publisher, connections } = this.#options;
    const changesSecrets = Object.keys(ask.secrets).length > 0;
    let kept: Secrets = {};
    if (changesSecrets) {
      if (vault.state !== 'open') return fail('vault-needed');
      const known = before && secrets.some((name) => !ask.secrets[name]) ? this.#secretsOf(before) : ok({});
      if (!known.ok) return known;
      kept = only(secrets, { ...known.value, ...withoutEmpty(ask.secrets) });
    }
    const { kind, name, settings } = profile;
    const noted = await this.#journal('connection-save', { connection: id, kind, name, settings, secrets });
    if (!noted.ok) return noted;
    if (changesSecrets) {
      const written = secrets.length > 0 ? vault.set(VAULT_PREFIX + id, JSON.stringify(kept)) : vault.remove(VAULT_PREFIX + id);
      if (!written.ok) return written;
    }
    store.profiles.put(profile);
    this.#profiles.set(id, profile);
    publisher.publish('profiles', [profile]);
    this.#tellVault();
    // It may wait for another that is being switched: nobody waits for that here.
    void connections.replace(this.#setupOf(profile, system));
    return ok(profile);
  }

  async #remove(id: string): Promise<Result<null>> {
    const { store, publisher, connections, vault } = this.#options;
    const noted = await this.#journal('connection-remove', { connection: id });
    if (!noted.ok) return noted;
    store.profiles.remove(id);
    this.#profiles.delete(id);
    publisher.publish('profiles', [], [id]);
    await connections.remove(id);
    // Closed, the vault is swept of it when it is opened next.
    if (vault.state !== 'open') return ok(null);
    const forgotten = vault.remove(VAULT_PREFIX + id);
    if (!forgotten.ok) this.#options.log('warning', forgotten.fault);
    return ok(null);
  }

  /** What save and test refuse alike. */
  #judge(id: string | undefined, written: Written): Result<Judged> {
    const before = id === undefined ? null : (this.#profiles.get(id) ?? null);
    if (id !== undefined && !before) return fail('connection-unknown', { connection: id });
    const system = this.#systemOf(written.kind);
    if (!system) return fail('connection-kind-unknown', { kind: written.kind });
    if (before && before.kind !== written.kind) return fail('field-invalid', { field: 'kind' });
    if (written.preset !== null && !system.presets.some((preset) => preset.id === written.preset)) return fail('field-invalid', { field: 'preset' });
    const fault = settingsFault(system.fields, written.settings);
    if (fault) return { ok: false, fault };
    const checked = system.check(written.settings);
    if (!checked.ok) return checked;
    const barred = this.#options.barred?.(written);
    if (barred) return { ok: false, fault: barred };
    const strange = Object.keys(written.secrets).find((name) => !system.secrets.includes(name));
    if (strange !== undefined) return fail('field-invalid', { field: strange });
    const secrets = system.secrets.filter((name) => (Object.hasOwn(written.secrets, name) ? written.secrets[name] !== '' : before?.secrets.includes(name)));
    const missing = system.fields.find((field) => field.type === 'secret' && field.required && isAsked(field, written.settings) && !secrets.includes(field.name));
    return missing ? fail('field-missing', { field: missing.name }) : ok({ system, before, secrets });
  }

  #systemOf(kind: ConnectionProfile['kind']): BrokerSystem | undefined {
    return this.#options.systems.find((system) => system.kind === kind);
  }

  #setupOf(profile: ConnectionProfile, system: BrokerSystem): ProfileSetup {
    const { id, kind, name, settings } = profile;
    return {
      id,
      kind,
      name,
      environment: system.environmentOf(settings),
      makeAnew: () => {
        const barred = this.#options.barred?.(profile);
        if (barred) return { ok: false, fault: barred };
        const secrets = this.#secretsOf(profile);
        return secrets.ok ? ok(system.make(profile, secrets.value, folderOf(this.#options.store.folder, id), (change) => this.#keepSecrets(id, change))) : secrets;
      },
    };
  }

  /** A broker changed secrets of its connection. Errors: connection-unknown, as `#secretsOf`, what the vault says. */
  #keepSecrets(id: string, change: Secrets): Result<null> {
    const { vault, store, publisher, log } = this.#options;
    const profile = this.#profiles.get(id);
    if (!profile) return fail('connection-unknown', { connection: id });
    const known = this.#secretsOf(profile);
    if (!known.ok) return known;
    const kept = { ...known.value, ...change };
    // The vault first, with the empty ones by name: if this ends halfway, the profile finds every secret that it names.
    const written = vault.set(VAULT_PREFIX + id, JSON.stringify(kept));
    if (!written.ok) return written;
    const secrets = Object.keys(kept).filter((name) => kept[name] !== '');
    const changed: ConnectionProfile = { ...profile, secrets };
    store.profiles.put(changed);
    this.#profiles.set(id, changed);
    publisher.publish('profiles', [changed]);
    const { kind, name, settings } = changed;
    void this.#journal('connection-save', { connection: id, kind, name, settings, secrets }).then((noted) => noted.ok || log('warning', noted.fault));
    return ok(null);
  }

  /** Errors: connection-waits-vault, connection-waits-secret, vault-damaged. */
  #secretsOf({ id, secrets }: ConnectionProfile): Result<Secrets> {
    if (secrets.length === 0) return ok({});
    const { vault } = this.#options;
    if (vault.state !== 'open') return fail('connection-waits-vault');
    const text = vault.get(VAULT_PREFIX + id);
    if (!text.ok) return text;
    const kept = text.value === null ? {} : (JSON.parse(text.value) as Secrets);
    return secrets.every((name) => Object.hasOwn(kept, name)) ? ok(only(secrets, kept)) : fail('connection-waits-secret');
  }

  /** Secrets of connections that are there no more, as when the vault was closed or the program ended at the wrong moment. */
  #sweep(): void {
    const { vault, log } = this.#options;
    const names = vault.names();
    if (!names.ok) return log('warning', names.fault);
    for (const name of names.value) {
      if (!name.startsWith(VAULT_PREFIX) || this.#profiles.has(name.slice(VAULT_PREFIX.length))) continue;
      const removed = vault.remove(name);
      if (!removed.ok) return log('warning', removed.fault);
    }
  }

  async #journal(kind: JournalEntry['kind'], detail: JournalEntry['detail']): Promise<Result<null>> {
    const { store, now } = this.#options;
    const noted = await store.journal.append({ kind, account: '', order: null, detail, time: now() }, null);
    return noted.ok ? noted : fail('connection-not-saved', { reason: noted.fault.params?.['reason'] ?? '' });
  }

  #tellVault(): void {
    const { vault, publisher } = this.#options;
    publisher.publish('vault', [{ state: vault.state, keeper: 'open' in vault ? 'passphrase' : 'keychain' }]);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => null);
    return done;
  }
}

/** A connection's own folder, for what a vendor's library keeps. */
const folderOf = (dataFolder: string, id: string): string => join(dataFolder, 'connections', id);

const withoutEmpty = (secrets: Secrets): Secrets => Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret !== ''));

const only = (names: readonly string[], secrets: Secrets): Secrets => Object.fromEntries(Object.entries(secrets).filter(([name]) => names.includes(name)));
