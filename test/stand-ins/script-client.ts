/** A script's end of the gateway, over a real socket: Futu's client as the house has it, its answers and pushes as a test wants them. */
import { GetAccList } from '#electron/brokers/futu/messages/trade.ts';
import type { Answered, Asked, Call, Push } from '#electron/brokers/futu/messages/protocol.ts';
import type { PacketId } from '#electron/brokers/futu/session/connection.ts';
import { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { Message } from '#electron/brokers/futu/wire/schema.ts';
import type { Fault, Result } from '#shared/result.ts';

const clock = {
  now: () => Date.now(),
  after: (ms: number, task: () => void) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

export interface ScriptClient {
  readonly session: OpendSession;
  readonly faults: Fault[];
  /** The answer, or the gateway's own sentence as `refused`. */
  ask<C extends Call>(call: C, asked: Asked<C>): Promise<Answered<C>>;
  refusal<C extends Call>(call: C, asked: Asked<C>): Promise<string>;
  /** A trade write: its packet is made with the frame. */
  write<C extends Call>(call: C, build: (packet: PacketId) => Asked<C>): Promise<Result<Answered<C>>>;
  /** Every push of a protocol from now on, oldest first. */
  pushes<M extends Message>(push: Push<M>): Answered<Push<M>>[];
  /** The id of the simulated account for a trading market. */
  account(trdMarket: number): Promise<string>;
  close(): Promise<void>;
}

/** @param key PEM that the gateway holds too */
export async function connectScript(port: number, name = 'test script', key: string | null = null): Promise<ScriptClient> {
  const faults: Fault[] = [];
  const session = new OpendSession(
    { host: '127.0.0.1', port, key },
    name,
    { up: () => {}, standing: () => {}, down: (fault) => faults.push(fault), notice: () => {}, trouble: (fault) => faults.push(fault), latency: () => {} },
    clock,
  );
  const connected = await session.connect();
  if (!connected.ok) {
    await session.close();
    throw new Error(connected.fault.code);
  }
  const client: ScriptClient = {
    session,
    faults,
    async ask(call, asked) {
      const answer = await session.request(call, asked);
      if (!answer.ok) throw new Error(`${call.name}: ${JSON.stringify(answer.fault)}`);
      return answer.value;
    },
    async refusal(call, asked) {
      const answer = await session.request(call, asked);
      if (answer.ok) throw new Error(`${call.name} was answered`);
      return answer.fault.brokerText ?? answer.fault.code;
    },
    write: (call, build) =>
      new Promise((resolve) => {
        const sent = session.send(call, build, (outcome) => resolve(outcome.kind === 'answered' ? { ok: true, value: outcome.value } : { ok: false, fault: outcome.fault }));
        if (!sent.ok) resolve(sent);
      }),
    pushes<M extends Message>(push: Push<M>) {
      const got: Answered<Push<M>>[] = [];
      session.on(push, (told) => got.push(told));
      return got;
    },
    async account(trdMarket) {
      const { accList } = await client.ask(GetAccList, { userID: '0' });
      const found = accList.find(({ trdMarketAuthList }) => trdMarketAuthList.includes(trdMarket));
      if (!found) throw new Error(`no account for market ${trdMarket}`);
      return found.accID;
    },
    close: () => session.close(),
  };
  return client;
}
