/** The gateway for scripts that were written for Futu's OpenD. */
import type { Fault } from '../result.ts';

/** OpenD's own default (seeds/003, "api_port"). */
export const GATEWAY_PORT = 11_111;

export interface GatewayClient {
  readonly id: string;
  /** Who it says it is. */
  readonly name: string;
  readonly address: string;
  /** UTC ms. */
  readonly since: number;
}

export interface GatewayStatus {
  readonly state: 'off' | 'listening' | 'failed';
  readonly host: string;
  /** Where it listens, or meant to; 0 while it is off. */
  readonly port: number;
  readonly fault: Fault | null;
  readonly clients: readonly GatewayClient[];
}
