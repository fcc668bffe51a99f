/**
 * The simulated exchange on the command line: recorded days, timed commands in, events and statements out. Nothing is written unless
 * everything went well.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { parseArguments, USAGE, type CliArguments } from './cli/arguments.ts';
import { parseCommands, type TimedCommand } from './cli/commands-file.ts';
import { readName, rulesDiffer, termsFor } from './cli/day-terms.ts';
import { run } from './cli/run.ts';
import { parseDayCsv } from './feed/day-csv.ts';
import type { RecordedDay } from './feed/recorded-day.ts';

/** What is wrong with the input, as a sentence. */
class WrongInput extends Error {}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongInput(`${file} cannot be read: ${messageOf(error)}`);
  }
}

interface Days {
  readonly instruments: readonly Instrument[];
  readonly days: readonly RecordedDay[];
  readonly notes: readonly string[];
}

function readDays(files: readonly string[]): Days {
  const given = files.map((file) => {
    const name = readName(file);
    if (!name) throw new WrongInput(`${file}: a day file is named EXCHANGE.CODE-YYYYMMDD.csv, e.g. CFFEX.IF2101-20210104.csv`);
    const text = readText(file);
    return { file, id: `${name.exchange}.${name.code}`, text, terms: termsFor(name, text), tradingDay: name.tradingDay };
  });
  given.sort((a, b) => (a.tradingDay < b.tradingDay ? -1 : a.tradingDay > b.tradingDay ? 1 : 0));
  const instruments = new Map<InstrumentId, Instrument>();
  const days: RecordedDay[] = [];
  const notes = new Set<string>();
  for (const { file, id, text, terms, tradingDay } of given) {
    const instrument = instruments.get(id) ?? terms.instrument;
    if (!instruments.has(id) && terms.note !== null) notes.add(terms.note);
    if (rulesDiffer(instrument, terms.instrument)) notes.add(`${id}: rules that changed before ${tradingDay} stay as they were on the first day given`);
    instruments.set(id, instrument);
    const parsed = parseDayCsv(text, { instrument: id, tickSize: instrument.tickSize }, file);
    if (!parsed.ok) throw new WrongInput(sentenceOf(parsed.fault, 'en'));
    if (days.some((day) => day.instrument === id && day.tradingDay === tradingDay)) throw new WrongInput(`${file}: ${id} of ${tradingDay} is given twice`);
    days.push({ ...parsed.value, tradingDay });
  }
  return { instruments: [...instruments.values()], days, notes: [...notes] };
}

function readCommands(file: string | null, instruments: readonly Instrument[]): readonly TimedCommand[] {
  if (file === null) return [];
  const commands = parseCommands(readText(file), file);
  if ('wrong' in commands) throw new WrongInput(commands.wrong);
  const known = new Set(instruments.map(({ id }) => id));
  for (const { line, command } of commands) {
    if (command.kind === 'place' && !known.has(command.place.instrument)) {
      throw new WrongInput(`${file}, line ${line}: there is no day file of ${command.place.instrument}; there are ${[...known].join(', ')}`);
    }
  }
  return commands;
}

/** Writes all files or none. */
function writeAll(files: readonly (readonly [file: string, text: string])[]): void {
  const begun: string[] = [];
  try {
    for (const [file, text] of files) {
      const beside = `${file}.${process.pid}.part`;
      begun.push(beside);
      writeFileSync(beside, text);
    }
    for (const [at, [file]] of files.entries()) renameSync(begun[at], file);
  } catch (error) {
    for (const beside of begun) rmSync(beside, { force: true });
    throw new WrongInput(`the output cannot be written: ${messageOf(error)}`);
  }
}

function perform({ days: files, commands: commandFile, events: eventFile, statement: statementFile }: CliArguments): void {
  const { instruments, days, notes } = readDays(files);
  const commands = readCommands(commandFile, instruments);
  const output = run({ instruments, days, commands });
  writeAll([...(eventFile === null ? [] : [[eventFile, output.events] as const]), ...(statementFile === null ? [] : [[statementFile, output.statementText] as const])]);
  if (eventFile === null) process.stdout.write(output.events);
  for (const note of [...notes, ...output.notes]) process.stderr.write(`note: ${note}\n`);
}

/** @returns the exit code */
function main(given: readonly string[]): number {
  const asked = parseArguments(given);
  if (asked === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if ('wrong' in asked) {
    process.stderr.write(`exchange: ${asked.wrong}\n\n${USAGE}`);
    return 2;
  }
  try {
    perform(asked);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error;
    process.stderr.write(`exchange: ${error.message}\n`);
    return 2;
  }
}

// npm runs scripts in the package's folder; files are meant from where it was called.
if (process.env['npm_lifecycle_event'] === 'exchange' && process.env['INIT_CWD']) process.chdir(process.env['INIT_CWD']);
process.exitCode = main(process.argv.slice(2));
