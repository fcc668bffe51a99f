/**
 * The investors that a login trades for, and the house's accounts for them. Most logins have one, whose number is the user's own; a company's
 * operator has several, and each of them funds, positions and a statement of its own (ThostFtdcUserApiStruct.h: InvestorID beside UserID).
 */
export interface Investor {
  /** The counter's number. */
  readonly id: string;
  /** The house's account. */
  readonly account: string;
  /** The counter's word for the person; empty where it has none. */
  readonly name: string;
}

export class Investors {
  readonly #connection: string;
  #all: readonly Investor[] = [];
  readonly #byId = new Map<string, Investor>();
  readonly #byAccount = new Map<string, Investor>();

  /** @param connection what the accounts' ids begin with: the same number at two counters, or in two environments, is two accounts */
  constructor(connection: string, ids: readonly string[]) {
    this.#connection = connection;
    this.learn(ids.map((id) => ({ id, name: '' })));
  }

  /** Replaces who there is; at least one. */
  learn(told: readonly Pick<Investor, 'id' | 'name'>[]): void {
    this.#byId.clear();
    this.#byAccount.clear();
    for (const { id, name } of told) {
      const investor: Investor = { id, name, account: `${this.#connection}-${id}` };
      this.#byId.set(id, investor);
      this.#byAccount.set(investor.account, investor);
    }
    this.#all = [...this.#byId.values()];
  }

  get all(): readonly Investor[] {
    return this.#all;
  }

  /** The first: whose terms are shown where there is room for one investor's. */
  get first(): Investor {
    return this.#all[0];
  }

  /** Of a row; where that names nobody and there is only one, it is that one's. */
  of(id: unknown): Investor | undefined {
    const named = typeof id === 'string' ? id.trim() : '';
    return named === '' && this.#all.length === 1 ? this.first : this.#byId.get(named);
  }

  withAccount(account: string): Investor | undefined {
    return this.#byAccount.get(account);
  }
}

/** The numbers that a user wrote: separated by commas, blanks or semicolons. */
export const investorIdsOf = (text: string): readonly string[] => [...new Set(text.split(/[\s,;，；、]+/).filter((id) => id !== ''))];
