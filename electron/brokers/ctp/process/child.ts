/**
 * The process that holds one vendor's library: it opens one API, does the calls it is asked for and passes on what comes back. It knows
 * nothing of orders or accounts. A vendor's crash ends this process and nothing else.
 */
import { mkdirSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { NativeApi } from '../binding/native-api.ts';
import { HeadersDiffer } from '../binding/self-check.ts';
import { readSdkFolder, type Machine, type SdkApi } from '../sdk-folder.ts';
import { Batches } from './batches.ts';
import { BATCH_MS, type FromChild, type OpenRequest, type ToChild } from './messages.ts';

/** Our end of the line: `process` of a forked child, or Electron's parent port. */
export interface ChildPort {
  send(message: FromChild): void;
  onMessage(listener: (message: ToChild) => void): void;
}

/** An old library that brings an OpenSSL of its own must not be given Node's; one that writes to std::cout crashes with a name space of its own (measured, protocols/ctp-and-xtp). */
const needsOwnSymbols = ({ facts }: SdkApi): boolean =>
  facts.exports.some((name) => name === 'SSL_new' || name === 'EVP_EncryptInit_ex') && !facts.imports.some((name) => name === '_ZSt4cout');

export function runChild(port: ChildPort): void {
  let api: NativeApi | null = null;
  const batches = new Batches((name, bytes, size) => port.send({ type: 'batch', name, bytes, size }));
  // Callbacks do not keep the loop alive: this does.
  setInterval(() => batches.flush(), BATCH_MS);

  const open = (request: OpenRequest): void => {
    const machine: Machine = { platform: process.platform as Machine['platform'], arch: process.arch as Machine['arch'] };
    const folder = readSdkFolder(request.folder, machine);
    if (!folder.ok) {
      port.send({ type: 'refused', fault: folder.fault });
      return;
    }
    const sdk = folder.value[request.kind];
    if (!sdk) {
      port.send({ type: 'refused', fault: { code: 'sdk-api-missing', params: { folder: request.folder, api: request.kind === 'trader' ? 'TraderApi' : 'MdApi' } } });
      return;
    }
    try {
      mkdirSync(request.flow, { recursive: true });
      api = new NativeApi(
        sdk,
        folder.value.headers,
        { flow: join(request.flow, sep), raw: request.raw, deep: needsOwnSymbols(sdk), ...(request.flags ? { flags: request.flags } : {}) },
        {
          callback: (name, values) => {
            batches.flush();
            port.send({ type: 'callback', name, values });
          },
          raw: (name, bytes) => batches.add(name, bytes),
        },
      );
      port.send({ type: 'opened', version: api.version, methods: api.methods, layouts: api.layouts });
    } catch (error) {
      if (error instanceof HeadersDiffer) port.send({ type: 'refused', fault: { code: 'sdk-headers-differ', params: { library: basename(sdk.library), what: error.what } } });
      else port.send({ type: 'refused', fault: { code: 'sdk-library-refused', params: { library: sdk.library, reason: reasonOf(error) } } });
    }
  };

  const release = async (limitMs: number): Promise<void> => {
    const inTime = api ? await api.release(limitMs) : true;
    batches.flush();
    port.send({ type: 'released', inTime });
  };
  const answer = (id: number, value: string | number | null): void => port.send({ type: 'result', id, value, error: null });
  const failed = (id: number, error: unknown): void => port.send({ type: 'result', id, value: null, error: reasonOf(error) });

  port.onMessage((message) => {
    switch (message.type) {
      case 'open':
        if (!api) open(message.request);
        return;
      case 'call': {
        const { id, method, values, wait } = message;
        try {
          if (!api) throw new Error('nothing is open');
          if (wait) api.callAsync(method, ...values).then((value) => answer(id, value), (error: unknown) => failed(id, error));
          else answer(id, api.call(method, ...values));
        } catch (error) {
          failed(id, error);
        }
        return;
      }
      case 'ping':
        port.send({ type: 'pong' });
        return;
      case 'release':
        void release(message.limitMs);
        return;
    }
  });
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
