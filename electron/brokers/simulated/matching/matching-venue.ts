/** The exchange as the market of its matching instruments sees it. */
import type { Exchange } from '../exchange/exchange.ts';
import type { MatchingVenue } from './matching-feed.ts';

export function venueOf(exchange: Exchange): MatchingVenue {
  const { state } = exchange;
  return {
    participantPlace: (index, side, price, quantity) => exchange.participantPlace(index, side, price, quantity),
    participantCancel: (order) => exchange.participantCancel(order),
    participantLeft: (order) => exchange.participantLeft(order),
    bookOf: (index) => state.resting[index].book,
    heldOf(index) {
      const instrument = state.instruments[index];
      let long = 0;
      let short = 0;
      for (const account of state.accounts.values()) {
        long += account.quantity(instrument, 'long');
        short += account.quantity(instrument, 'short');
      }
      return { long, short };
    },
  };
}
