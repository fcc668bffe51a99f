/** What the desk looks at when another world of instruments is switched on: a group and an instrument that this world has. */
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';

/**
 * The instrument to show: the same where it is there, else the same product's, else one of the same exchange, else the first.
 * @returns null where there are no instruments
 */
export function instrumentToShow(current: InstrumentId, before: Instrument | undefined, offered: readonly Instrument[]): InstrumentId | null {
  if (offered.some(({ id }) => id === current)) return current;
  const exchange = before?.exchange ?? current.slice(0, current.indexOf('.'));
  const product = before?.product ?? current.slice(exchange.length + 1).replace(/\d.*$/u, '');
  const near = offered.filter((instrument) => instrument.exchange === exchange);
  return (near.find((instrument) => instrument.product === product) ?? near[0] ?? offered[0])?.id ?? null;
}

/**
 * The group to show: the one in use where most of it is there, else the first of which most is and that is a good part of what there is.
 * @returns null where no group fits
 */
export function groupToShow(current: string | null, groups: readonly Watchlist[], offered: readonly Instrument[]): string | null {
  const known = new Set(offered.map(({ id }) => id));
  const fits = ({ instruments }: Watchlist): boolean => instruments.length > 0 && instruments.filter((id) => known.has(id)).length * 4 >= instruments.length * 3;
  const inUse = groups.find(({ id }) => id === current) ?? groups[0];
  const shows = (group: Watchlist): boolean => fits(group) && group.instruments.length * 3 >= offered.length;
  return (inUse && fits(inUse) ? inUse : groups.find(shows))?.id ?? null;
}
