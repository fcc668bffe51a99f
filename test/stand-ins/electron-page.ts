/**
 * The page's half of the Electron stand-in: what runs inside Chromium, before the page. As in Electron, the preload has a
 * world of its own; the two worlds share the document's events and nothing else. Sent to the browser as source text, so
 * the functions here refer to nothing outside themselves.
 */

/** Values over the debugging wire. JSON has no undefined, NaN, infinities, negative zero or typed arrays. */
export type Wire = null | boolean | number | string | readonly Wire[] | { readonly $: string; readonly v?: Wire } | { readonly o: readonly (readonly [string, Wire])[] };

/** Encodes what a structured clone made of a message. Throws for what no message of the contract holds. */
export function encode(value: unknown): Wire {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Float64Array) return { $: 'floats', v: [...value].map(encode) };
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    return { o: Object.entries(value).map(([key, inner]) => [key, encode(inner)] as const) };
  }
  throw new Error(`The stand-in does not carry ${Object.prototype.toString.call(value)}`);
}

export function decode(wire: Wire): unknown {
  if (wire === null || typeof wire !== 'object') return wire;
  if (Array.isArray(wire)) return wire.map(decode);
  if ('o' in wire) return Object.fromEntries((wire as { o: [string, Wire][] }).o.map(([key, inner]) => [key, decode(inner)]));
  const { $, v } = wire as { $: string; v?: Wire };
  if ($ === 'undefined') return undefined;
  return $ === 'floats' ? Float64Array.from((v as Wire[]).map((each) => decode(each) as number)) : Number(v);
}

/** In the page's own world: makes what the preload exposes, as frozen copies whose functions call across. */
function mainWorld(): void {
  window.addEventListener('stand-in:expose', (event) => {
    const { name, functions } = JSON.parse((event as CustomEvent<string>).detail) as { name: string; functions: string[] };
    const call = (key: string, args: unknown[]): void => void window.dispatchEvent(new CustomEvent('stand-in:call', { detail: JSON.stringify({ name, key, args }) }));
    const made = Object.fromEntries(functions.map((key) => [key, (...args: unknown[]) => call(key, args)]));
    Object.defineProperty(globalThis, name, { value: Object.freeze(made), enumerable: true });
  });
  window.dispatchEvent(new CustomEvent('stand-in:ready'));
}

interface Isolated {
  toMain(text: string): void;
  fromMain(text: string): void;
}

/** In the preload's world: `require('electron')` as a sandboxed preload has it. */
function isolatedWorld(preload: (require: (name: string) => unknown) => void, encodeValue: (value: unknown) => unknown, decodeValue: (wire: never) => unknown): void {
  const world = globalThis as unknown as Isolated;
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, ...args: unknown[]) => void)[]>();
  const ports = new Map<number, MessagePort>();
  const send = (message: object): void => world.toMain(JSON.stringify(message));
  const exposed = new Map<string, Record<string, (...args: unknown[]) => unknown>>();
  let announce: (() => void)[] = [];

  const contextBridge = {
    exposeInMainWorld(name: string, api: Record<string, (...args: unknown[]) => unknown>): void {
      for (const value of Object.values(api)) if (typeof value !== 'function') throw new TypeError('The stand-in exposes functions only');
      exposed.set(name, api);
      const tell = (): void => void window.dispatchEvent(new CustomEvent('stand-in:expose', { detail: JSON.stringify({ name, functions: Object.keys(api) }) }));
      announce.push(tell);
      tell();
    },
  };
  // Whichever world starts second, the exposure is heard once.
  window.addEventListener('stand-in:ready', () => {
    for (const tell of announce) tell();
    announce = [];
  });
  window.addEventListener('stand-in:call', (event) => {
    const { name, key, args } = JSON.parse((event as CustomEvent<string>).detail) as { name: string; key: string; args: unknown[] };
    exposed.get(name)?.[key](...args);
  });

  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]): void => send({ kind: 'ipc', channel, args }),
    on(channel: string, listener: (event: { ports: MessagePort[] }, ...args: unknown[]) => void): void {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
  };
  world.fromMain = (text) => {
    const message = JSON.parse(text) as { kind: 'ipc'; channel: string; ports: number[] } | { kind: 'port'; port: number; data: never } | { kind: 'closed'; port: number };
    if (message.kind === 'ipc') {
      const given = message.ports.map((id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.addEventListener('message', (event) => send({ kind: 'port', port: id, data: encodeValue(event.data) }));
        port1.addEventListener('close', () => send({ kind: 'closed', port: id }));
        port1.start();
        return port2;
      });
      for (const listener of listeners.get(message.channel) ?? []) listener({ ports: given });
    } else if (message.kind === 'port') ports.get(message.port)?.postMessage(decodeValue(message.data));
    else ports.get(message.port)?.close();
  };
  preload((name) => {
    if (name !== 'electron') throw new Error(`A sandboxed preload cannot load ${name}`);
    return { contextBridge, ipcRenderer };
  });
}

export const mainWorldSource = `(${mainWorld.toString()})()`;

/** @param preload the text of a CommonJS preload */
export const isolatedWorldSource = (preload: string): string =>
  `{ ${encode.toString()}; ${decode.toString()}; (${isolatedWorld.toString()})((require) => { const module = { exports: {} }; const exports = module.exports; ${preload}\n }, encode, decode) }`;
