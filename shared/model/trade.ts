/** A print on the tape as a flat record. */
export const TRADE = { exchangeTime: 0, price: 1, quantity: 2, aggressor: 3, sequence: 4 } as const;
export const TRADE_WIDTH = 5;

/** Who crossed the spread: 1 buyer, -1 seller, 0 not known. A feed without prints derives it from the touch before the trade. */
export type Aggressor = 1 | 0 | -1;
