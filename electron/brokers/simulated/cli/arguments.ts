/** What the command line asks for. */

export interface CliArguments {
  /** Files of recorded days, as given. */
  readonly days: readonly string[];
  readonly commands: string | null;
  /** Null: to standard output. */
  readonly events: string | null;
  /** Null: not written. */
  readonly statement: string | null;
}

export const USAGE = `Usage: npm run exchange -- --day FILE.csv [--day FILE.csv …] [--commands FILE.jsonl] [--events OUT.jsonl] [--statement OUT.txt]

Replays recorded days at the simulated exchange, as fast as it can and without latency: timed commands are applied, each day is
settled at its end. Writes one JSON event a line (to standard output without --events) and the statements in CTP's layout.

  --day FILE         a day as CSV, named EXCHANGE.CODE-YYYYMMDD.csv; several are replayed in order, days of one date together
  --commands FILE    timed commands, one JSON object a line
  --events FILE      where the events go
  --statement FILE   where the statements go

Exit code: 0 done, 2 something in the input is wrong (said on standard error; no file is written then).
`;

const OPTIONS = ['--day', '--commands', '--events', '--statement'] as const;
type Option = (typeof OPTIONS)[number];
const isOption = (text: string): text is Option => (OPTIONS as readonly string[]).includes(text);

/** @returns what is asked, 'help', or a sentence that says what is wrong */
export function parseArguments(given: readonly string[]): CliArguments | 'help' | { readonly wrong: string } {
  const days: string[] = [];
  const once: Partial<Record<Option, string>> = {};
  for (let at = 0; at < given.length; at++) {
    const [option, inline] = given[at].startsWith('--') && given[at].includes('=') ? [given[at].slice(0, given[at].indexOf('=')), given[at].slice(given[at].indexOf('=') + 1)] : [given[at], undefined];
    if (option === '--help' || option === '-h') return 'help';
    if (!isOption(option)) return { wrong: `${given[at]} is not known; there are ${OPTIONS.join(', ')}` };
    const value = inline ?? given[++at];
    if (value === undefined || value === '' || isOption(value)) return { wrong: `${option} needs a file` };
    if (option === '--day') days.push(value);
    else if (once[option] !== undefined) return { wrong: `${option} is given twice` };
    else once[option] = value;
  }
  if (days.length === 0) return { wrong: 'give at least one --day FILE.csv' };
  const { '--commands': commands = null, '--events': events = null, '--statement': statement = null } = once;
  if (events !== null && events === statement) return { wrong: '--events and --statement name the same file' };
  return { days, commands, events, statement };
}
