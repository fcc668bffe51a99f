/** How far a simulated exchange is from an ideal one. */
import { z } from 'zod';

export const LATENCY_MAX_MS = 5_000;
export const SLIPPAGE_MAX_TICKS = 100;

export const simulationTermsSchema = z.strictObject({
  /** How long an order is on its way to the exchange, and a report on its way back, each: whole ms. */
  latencyMs: z.int().min(0).max(LATENCY_MAX_MS),
  /** How many ticks worse than displayed an order without a price of its own is filled. Not where orders meet each other (TEST, BTC, MINUS): a real book has its own. */
  slippageTicks: z.int().min(0).max(SLIPPAGE_MAX_TICKS),
});

export type SimulationTerms = z.infer<typeof simulationTermsSchema>;

export const IDEAL: SimulationTerms = { latencyMs: 0, slippageTicks: 0 };
