/**
 * Makes the compact copy of a recorded CSV day:
 * `node electron/brokers/simulated/feed/pack-day.ts FILE.csv OUT.day [INSTRUMENT TICK]`.
 * Without INSTRUMENT and TICK the file's name and the catalogue say them.
 */
import { writeFileSync } from 'node:fs';
import { sentenceOf } from '#shared/faults.ts';
import { catalogueEntry } from './catalogue.ts';
import { instrumentOfFile, readDayCsv } from './day-csv.ts';
import { decodeDay, encodeDay } from './day-file.ts';

function main(argv: readonly string[]): number {
  const [source, target, named, tick] = argv;
  if (!source || !target) {
    console.error('Usage: pack-day FILE.csv OUT.day [INSTRUMENT TICK]');
    return 2;
  }
  const instrument = named ?? instrumentOfFile(source);
  const tickSize = tick === undefined ? catalogueEntry(instrument ?? '')?.instrument.tickSize : Number(tick);
  if (!instrument || !tickSize) {
    console.error(`Which instrument is ${source}? Give INSTRUMENT and TICK.`);
    return 2;
  }
  const day = readDayCsv(source, { instrument, tickSize });
  if (!day.ok) {
    console.error(sentenceOf(day.fault, 'en'));
    return 1;
  }
  const bytes = encodeDay(day.value);
  const back = decodeDay(bytes, target);
  if (!back.ok) throw new Error(`A day that was just packed does not unpack: ${sentenceOf(back.fault, 'en')}`);
  writeFileSync(target, bytes);
  console.log(`${target}: ${instrument} ${day.value.tradingDay}, ${day.value.rows} rows, ${bytes.length} bytes`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
