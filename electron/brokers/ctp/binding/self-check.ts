/**
 * Whether headers and library are of one version, found out before a single virtual function is called: a call through a table that is
 * another one's crashes, and a struct that is laid out otherwise sends nonsense. By what the library says of its version, and by the
 * symbols that its table of functions points at. A library of a vendor of its own has other versions, and one without symbols shows none:
 * what cannot be found out is no reason to refuse.
 */
import koffi from 'koffi';
import type { Slot } from '../headers/layout.ts';
import type { Headers } from '../headers/read-headers.ts';
import { memberOf } from '../library/mangled.ts';
import type { ApiKind } from '../sdk-folder.ts';

/** The headers are of another version than the library; `what`: where they differ. */
export class HeadersDiffer extends Error {
  readonly what: string;

  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

type Version = readonly [number, number, number];

/** What headers have since a version of CTP, in its order. */
interface Mark {
  readonly since: Version;
  /** The API whose headers have it; null: both. */
  readonly api: ApiKind | null;
  readonly name: string;
  readonly isThere: (headers: Headers, apiClass: string) => boolean;
}

const DEPTH = 'CThostFtdcDepthMarketDataField';
/** In namespaces too (`ctp_sopt`). */
const recordOf = ({ declarations }: Headers, name: string): string | undefined => [...declarations.records.keys()].find((one) => one === name || one.endsWith(`::${name}`));
const method = (since: Version, name: string): Mark => ({ since, api: 'trader', name, isThere: ({ declarations }, apiClass) => declarations.interfaces.get(apiClass)?.virtuals.some((one) => one.name === name) ?? false });

/** Sources: protocols/ctp-and-xtp, “ABI by version”; the vendor's notes on 6.5.1 (longer codes) and 6.7.2 (RCAMS). */
const MARKS: readonly Mark[] = [
  {
    since: [6, 5, 1], api: null, name: 'TThostFtdcInstrumentIDType[81]',
    isThere: (headers) => {
      const record = recordOf(headers, DEPTH);
      return record !== undefined && (headers.layouts.of(record).fields.get('InstrumentID')?.size ?? 0) > 31;
    },
  },
  { since: [6, 6, 1], api: null, name: `${DEPTH}::BandingUpperPrice`, isThere: (headers) => headers.layouts.of(recordOf(headers, DEPTH) ?? DEPTH).fields.has('BandingUpperPrice') },
  method([6, 6, 7], 'ReqQryTraderOffer'),
  method([6, 7, 2], 'ReqQryRCAMSCombProductInfo'),
  method([6, 7, 7], 'GetFrontInfo'),
];

/** `v6.7.2_20230913_api 10:15:13` → 6.7.2; null for what is not CTP's (CTP Mini counts from 1, stock options from 3). */
export function ctpVersionOf(text: string): Version | null {
  const parts = /(?:^|[^\d.])v?(6)\.(\d{1,2})\.(\d{1,3})(?![\d.])/i.exec(` ${text}`);
  return parts ? [Number(parts[1]), Number(parts[2]), Number(parts[3])] : null;
}

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/**
 * Where the headers are not of the version that the library says it is. At a mark's own version either is taken: the vendor's trial
 * builds carry the number of what they lead to.
 */
export function differsByVersion(said: string | null, headers: Headers, kind: ApiKind, apiClass: string): string | null {
  const version = said === null ? null : ctpVersionOf(said);
  if (!version || !recordOf(headers, DEPTH)) return null;
  for (const { since, api, name, isThere } of MARKS) {
    if (api !== null && api !== kind) continue;
    const order = compare(version, since);
    if (order === 0 || isThere(headers, apiClass) === order > 0) continue;
    return `${name}: ${order > 0 ? '≥' : '<'} ${since.join('.')} ≠ ${said}`;
  }
  return null;
}

/** The symbol that begins at an address, or null. */
export type SymbolAt = (address: bigint) => string | null;

/**
 * Where a table's entries are other functions than the headers say.
 * @param targets what the entries point at, in the table's order
 */
export function differsBySlots(table: readonly Slot[], targets: readonly bigint[], symbolAt: SymbolAt): string | null {
  for (const [slot, method] of table.entries()) {
    const symbol = method && symbolAt(targets[slot]);
    const found = symbol ? memberOf(symbol) : null;
    if (method && found !== null && found !== method.name) return `${slot}: ${method.name} ≠ ${found}`;
  }
  return null;
}

/** glibc from 2.34 on has it in its main library. */
const DLADDR_IN: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = { linux: ['libdl.so.2', 'libc.so.6'], darwin: ['libSystem.B.dylib'] };

/** What the system's linker knows of loaded symbols (dladdr); null where there is no such thing. */
export function linkerSymbols(): SymbolAt | null {
  for (const name of DLADDR_IN[process.platform] ?? []) {
    try {
      const dladdr = koffi.load(name).func('dladdr', 'int', ['void *', 'void *']) as (address: bigint, info: Buffer) => number;
      // Dl_info: file name, base, symbol's name, symbol's address.
      const info = Buffer.alloc(32);
      return (address) => {
        if (dladdr(address, info) === 0 || info.readBigUInt64LE(24) !== BigInt.asUintN(64, address)) return null;
        const text = info.readBigUInt64LE(16);
        return text === 0n ? null : koffi.decode.string(text);
      };
    } catch {
      // Not in this one.
    }
  }
  return null;
}
