import type { Epoch, Nanos, Timestamp } from '../base/timestamp';
import type { PartitionFormat } from './cloud-uri';

/**
 * Names of the files of a cloud storage sink (reference §3.5): in the order of their names, every file that a `.RESOLVED` file
 * covers comes before it, because `-` sorts before `.`.
 */

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** Day and time of day of a moment, in UTC. */
function civil(
  epoch: Epoch,
  wall: Nanos
): { date: [number, number, number]; seconds: number; nanos: number } {
  const { seconds, nanos } = epoch.unix(wall);
  const day = Math.floor(seconds / 86_400);
  return { date: civilDate(day), seconds: seconds - day * 86_400, nanos };
}

/** The Gregorian date of a day since 1970-01-01, by eras of 400 years (146,097 days) that begin in March. */
function civilDate(day: number): [number, number, number] {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return [
    yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    ofYear - Math.floor((153 * march + 2) / 5) + 1
  ];
}

/** `YYYYMMDDHHMMSS`, nine digits of nanoseconds, ten of the logical part. */
export function fileTime(epoch: Epoch, ts: Timestamp): string {
  const { date, seconds, nanos } = civil(epoch, ts.wall);
  const time =
    pad(Math.floor(seconds / 3600), 2) + pad(Math.floor(seconds / 60) % 60, 2) + pad(seconds % 60, 2);
  return `${pad(date[0], 4)}${pad(date[1], 2)}${pad(date[2], 2)}${time}${pad(nanos, 9)}${pad(ts.logical, 10)}`;
}

/** The folder of a file's timestamp, with its trailing slash. */
export function fileFolder(epoch: Epoch, ts: Timestamp, format: PartitionFormat): string {
  if (format === 'flat') return '';
  const { date, seconds } = civil(epoch, ts.wall);
  const day = `${pad(date[0], 4)}-${pad(date[1], 2)}-${pad(date[2], 2)}/`;
  return format === 'daily' ? day : `${day}${pad(Math.floor(seconds / 3600), 2)}/`;
}

/** What tells one writer's files from another's: `<session>-<node>-<sink>`. */
export interface FileWriter {
  /** 16 hex digits. */
  readonly session: string;
  readonly node: number;
  readonly sink: number;
}

export function dataFilePath(parts: {
  readonly epoch: Epoch;
  /** Inclusive lower bound of the timestamps in the file. */
  readonly bound: Timestamp;
  readonly format: PartitionFormat;
  readonly writer: FileWriter;
  /** Rises with every file of the writer. */
  readonly file: number;
  readonly topic: string;
  /** Version of the table's descriptor. */
  readonly schema: number;
  readonly extension: string;
}): string {
  const { epoch, bound, writer } = parts;
  const file = parts.file.toString(16).padStart(8, '0');
  return (
    fileFolder(epoch, bound, parts.format) +
    `${fileTime(epoch, bound)}-${writer.session}-${writer.node}-${writer.sink}-${file}-` +
    `${parts.topic}-${parts.schema.toString(16)}${parts.extension}`
  );
}

export function resolvedFilePath(epoch: Epoch, ts: Timestamp, format: PartitionFormat): string {
  return `${fileFolder(epoch, ts, format)}${fileTime(epoch, ts)}.RESOLVED`;
}
