/** What a European option is worth without interest and dividends (Black 1976: the underlying is taken at its forward price). */

/** Normal distribution function, to 1.2e-7 (Numerical approximation of erfc by Chebyshev fitting). */
export function normal(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const series =
    -1.26551223 +
    t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const tail = (t * Math.exp(-z * z + series)) / 2;
  return x >= 0 ? 1 - tail : tail;
}

/**
 * @param volatility of a year's return, standard deviation
 * @param years to expiry; at 0 or below the option is worth what it gains
 * @returns in the unit of `forward` and `strike`, never below what exercise would gain
 */
export function optionValue(right: 'call' | 'put', forward: number, strike: number, volatility: number, years: number): number {
  const gain = right === 'call' ? forward - strike : strike - forward;
  const spread = volatility * Math.sqrt(Math.max(0, years));
  if (!(spread > 0) || forward <= 0) return Math.max(0, gain);
  const d1 = Math.log(forward / strike) / spread + spread / 2;
  const call = forward * normal(d1) - strike * normal(d1 - spread);
  return Math.max(0, gain, right === 'call' ? call : call - forward + strike);
}
