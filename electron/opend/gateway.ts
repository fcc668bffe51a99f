/**
 * The gateway: the simulated exchange and its quotes for scripts that were written for OpenD. Off by default. It sees the core as a screen
 * does; what it cannot answer it refuses in words.
 */
import { readFileSync } from 'node:fs';
import { NOTIFY_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { Notify } from '#electron/brokers/futu/messages/notify.ts';
import type { Call } from '#electron/brokers/futu/messages/protocol.ts';
import type { Core } from '#electron/core/core.ts';
import type { CandleUpdate, TopicChange } from '#shared/contract/topics.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { GatewayStatus } from '#shared/model/gateway.ts';
import type { ReminderFiring } from '#shared/model/reminder.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { Answers } from './call-context.ts';
import { companyCalls } from './quotes/company-calls.ts';
import { derivativeCalls } from './quotes/derivative-calls.ts';
import { personalCalls, reminderPush } from './quotes/personal-calls.ts';
import { plateCalls } from './quotes/plates.ts';
import { QuoteDesk } from './quotes/quote-desk.ts';
import { referenceCalls } from './quotes/reference-calls.ts';
import { stockFilterCall } from './quotes/stock-filter.ts';
import { subscribedCalls } from './quotes/subscribed-calls.ts';
import { RateWindows } from './rate-windows.ts';
import { refusalOf } from './refusals.ts';
import { pushFrame, type ClientConnection } from './server/client-connection.ts';
import { openServer, type OpendServer } from './server/server.ts';
import { Terminal } from './terminal.ts';
import { accountCalls } from './trading/account-calls.ts';
import { cashFlowCall } from './trading/cash-flow.ts';
import { gatewayAccounts } from './trading/gateway-accounts.ts';
import { recordCalls } from './trading/record-calls.ts';
import { ScriptTrading } from './trading/script-trading.ts';

export interface GatewayOptions {
  /** A window onto the core, opened while the gateway listens. */
  readonly open: Core['open'];
  readonly now: () => number;
  readonly log: (level: 'info' | 'warning' | 'error', text: string) => void;
  /** Told whenever the gateway or its clients change. */
  readonly onStatus: (status: GatewayStatus) => void;
}

/** Where it listens. */
export interface GatewayAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** RSA private key file in PEM that clients hold too; null: nothing is enciphered, and only this machine is listened to. */
  readonly keyFile: string | null;
  /**
   * An account of the simulated exchange, by its id or name, that clients are shown as a real one: locked, and unlocked with PRACTICE_PASSWORD,
   * so that all that belongs to a real account can be practised without one. Absent: none.
   */
  readonly practice?: string;
}

export interface Gateway {
  readonly status: GatewayStatus;
  /** Listens there, and nowhere else any more. @returns `gateway-key-needed`, `opend-key-file`, `opend-key-unreadable`, `gateway-port-taken`, `gateway-not-listening` */
  listen(address: GatewayAddress): Promise<Result<null>>;
  /** Lets every client go and listens no more. */
  stop(): Promise<void>;
}

export function createGateway({ open, now, log, onStatus }: GatewayOptions): Gateway {
  let status: GatewayStatus = { state: 'off', host: '', port: 0, fault: null, clients: [] };
  let running: { readonly server: OpendServer; readonly terminal: Terminal } | null = null;
  // One change of mind after the other.
  let turn: Promise<unknown> = Promise.resolve();
  const tell = (next: GatewayStatus): void => {
    status = next;
    onStatus(next);
  };

  const stop = async (): Promise<void> => {
    const before = running;
    running = null;
    if (!before) return;
    await before.server.close();
    before.terminal.close();
  };

  const listen = async ({ host, port, keyFile, practice }: GatewayAddress): Promise<Result<null>> => {
    await stop();
    const refused = (fault: Fault): Result<null> => {
      tell({ state: 'failed', host, port, fault, clients: [] });
      return { ok: false, fault };
    };
    const key = readKey(keyFile);
    if (!key.ok) return refused(key.fault);
    const terminal = new Terminal(open(), now, practice ?? null);
    const served = serveTerminal(terminal, now, log);
    const clientsChanged = (): void => {
      if (running?.terminal !== terminal) return;
      const clients = Array.from(running.server.connections, ({ connId, name, address, since }) => ({ id: connId, name, address, since }));
      tell({ ...status, clients });
    };
    const server = await openServer({
      host,
      port,
      key: key.value,
      now,
      handle: (client, call, c2s, serial) => served.handle(client, call, c2s, serial),
      sentence: (fault) => sentenceOf(fault, terminal.language),
      log: (text) => log('warning', text),
      onOpen: clientsChanged,
      onClose: (client) => {
        served.leave(client);
        clientsChanged();
      },
    });
    if (!server.ok) {
      terminal.close();
      return refused(server.fault);
    }
    served.connected(() => server.value.connections);
    await terminal.loadInstruments();
    running = { server: server.value, terminal };
    tell({ state: 'listening', host, port: server.value.port, fault: null, clients: [] });
    log('info', `the OpenD gateway listens at ${host}:${server.value.port}`);
    return ok(null);
  };

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = turn.then(task);
    turn = done.catch(() => {});
    return done;
  };

  return {
    get status() {
      return status;
    },
    listen: (address) => inTurn(() => listen(address)),
    stop: () =>
      inTurn(async () => {
        await stop();
        tell({ state: 'off', host: '', port: 0, fault: null, clients: [] });
      }),
  };
}

function readKey(file: string | null): Result<string | null> {
  if (file === null) return ok(null);
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail('opend-key-file', { file, reason: error instanceof Error ? error.message : String(error) });
  }
}

interface Served {
  handle(client: ClientConnection, call: Call, c2s: unknown, serial: number): Result<unknown> | Promise<Result<unknown>>;
  leave(client: ClientConnection): void;
  connected(clients: () => ReadonlySet<ClientConnection>): void;
}

/** Everything that is answered and pushed, over one view of the terminal. */
function serveTerminal(terminal: Terminal, now: () => number, log: GatewayOptions['log']): Served {
  const rates = new RateWindows();
  const desk = new QuoteDesk(terminal, now);
  const trading = new ScriptTrading(terminal);
  const answers: Answers = new Map();
  let clients: () => ReadonlySet<ClientConnection> = () => new Set();
  referenceCalls(answers, terminal, now);
  subscribedCalls(answers, terminal, desk, () => clients(), now);
  personalCalls(answers, terminal);
  plateCalls(answers, terminal);
  derivativeCalls(answers, terminal);
  stockFilterCall(answers, terminal);
  companyCalls(answers, terminal);
  trading.answers(answers);
  accountCalls(answers, terminal);
  recordCalls(answers, terminal, now);
  cashFlowCall(answers, terminal);

  let wasUp = terminal.isUp;
  /** OpenD tells of its own logins so (Notify, ConnectStatus): here whether the simulated exchange is there. */
  const tellStanding = (): void => {
    if (terminal.isUp === wasUp) return;
    wasUp = terminal.isUp;
    const push = pushFrame(Notify, { type: NOTIFY_TYPE.connectStatus, connectStatus: { qotLogined: wasUp, trdLogined: wasUp } });
    for (const client of clients()) if (client.wantsNotify) client.push(push);
  };

  let practised = false;
  /** Says once whether there is an account of the name that is to be shown as a real one. */
  const tellPractice = (): void => {
    const accounts = gatewayAccounts(terminal);
    if (terminal.practice === null || practised || !terminal.isUp || accounts.length === 0) return;
    practised = true;
    if (accounts.some(({ practice }) => practice)) log('info', `scripts are shown account ${terminal.practice} as a real one, for practice`);
    else log('warning', `no account is shown to scripts as a real one: there is no ${terminal.practice} with HKD or USD at the simulated exchange`);
  };
  tellPractice();

  terminal.listen(desk, (change: TopicChange) => {
    if (change.topic === 'connections') tellStanding();
    if (change.topic === 'connections' || change.topic === 'accounts') tellPractice();
    if (change.topic === 'candles') for (const update of change.items as readonly CandleUpdate[]) desk.candle(update);
    else if (change.topic === 'firings') {
      for (const firing of change.items as readonly ReminderFiring[]) {
        const push = reminderPush(terminal, firing);
        if (push) for (const client of clients()) client.push(push);
      }
    } else trading.change(change);
  });

  /** Windows are kept for accounts that there are; whatever else is asked about shares one. */
  const known = (accID: string | undefined): string | null => (gatewayAccounts(terminal).some((each) => each.accID === accID) ? (accID ?? null) : null);

  return {
    handle(connection, call, c2s, serial) {
      const answerer = answers.get(call.id);
      if (!answerer) return { ok: false, fault: refusalOf(call) };
      const { header, refreshCache, nextReqKey } = c2s as { header?: { accID?: string }; refreshCache?: boolean; nextReqKey?: Uint8Array };
      // Only the first page of a history counts (line 3294).
      if (!nextReqKey || nextReqKey.length === 0) {
        const rate = rates.take({ protocol: call.id, name: call.name, account: known(header?.accID), refresh: refreshCache === true }, now());
        if (!rate.ok) return rate;
      }
      return answerer(c2s, { connection, serial });
    },
    leave(client) {
      desk.leave(client);
      trading.leave(client);
    },
    connected(to) {
      clients = to;
    },
  };
}
