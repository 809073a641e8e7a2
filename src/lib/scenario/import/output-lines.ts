import { csvParseRows } from 'd3';
import { jsonMembers } from '../../history/json-members';
import { ImportError } from './output-file';

/**
 * The forms in which changefeed output leaves a cluster (design §10), taken apart into messages without looking into what the messages
 * say: lines of a cloud storage file, what a console consumer prints, the CSV of a sinkless feed, bodies of webhook requests.
 */

/** One message as a far end received it. */
export interface OutputMessage {
  readonly file: string;
  readonly line: number;
  readonly topic: string | null;
  readonly partition: number | null;
  readonly offset: number | null;
  /** Null where the output does not show keys beside values. */
  readonly key: string | null;
  /** Null for a tombstone. */
  readonly value: string | null;
  /** Of files whose names tell their order. */
  readonly path: string | null;
}

/** Reference §3.5: time, session, node, sink, file, topic, schema. */
const DATA_FILE = /(?:^|\/)\d{33}-[0-9a-f]{16}-\d+-\d+-[0-9a-f]{8}-(.+)-[0-9a-f]+\.(?:ndjson|csv)(?:\.gz)?$/;
const RESOLVED_FILE = /(?:^|\/)\d{33}\.RESOLVED$/;

/** The messages of a file in its order; blank lines hold none. @throws ImportError */
export function readOutputLines(name: string, text: string): OutputMessage[] {
  const cloudTopic = DATA_FILE.exec(name)?.[1];
  const isNamedByTime = cloudTopic !== undefined || RESOLVED_FILE.test(name);
  const whole = { file: name, partition: null, offset: null, key: null, path: isNamedByTime ? name : null };
  if (/^table,key,value\r?$/m.exec(text.slice(0, 40))?.index === 0) return readStreamCsv(name, text);
  const messages: OutputMessage[] = [];
  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const content = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (content.trim() === '') continue;
    const place = { ...whole, line, topic: cloudTopic ?? null };
    if (isNamedByTime || content.trimStart().startsWith('{')) {
      for (const part of webhookRows(content) ?? [content]) messages.push({ ...place, value: part });
    } else messages.push({ ...place, ...readConsumerLine(content, place) });
  }
  if (messages.length === 0) throw new ImportError({ file: name }, 'the file holds no messages.');
  return messages;
}

/** The rows of `{"payload":[…],"length":n}` (reference §3.7) as written; null for anything else. */
function webhookRows(text: string): string[] | null {
  if (!text.trimStart().startsWith('{"payload"')) return null;
  const members = jsonMembers(text);
  const payload = members?.get('payload');
  if (!payload?.startsWith('[') || !members?.has('length')) return null;
  // A list has the form of an object whose members lack names.
  return splitList(payload);
}

/** The items of a JSON list as written. */
function splitList(list: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 1;
  for (let i = 0; i < list.length; i++) {
    const c = list[i];
    if (c === '"') {
      for (i++; i < list.length && list[i] !== '"'; i++) if (list[i] === '\\') i++;
    } else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    if ((c === ',' && depth === 1) || depth === 0) {
      const item = list.slice(start, i).trim();
      if (item !== '') items.push(item);
      start = i + 1;
      if (depth === 0) break;
    }
  }
  return items;
}

const LABELLED = /^(?:(CreateTime|LogAppendTime):-?\d+|NoTimestamp|NO_TIMESTAMP|NO_HEADERS)$/;

/**
 * A line of `kafka-console-consumer`: the value alone, key and value, or both behind the labelled fields that its `print.*` properties
 * add; or `time, topic, partition, offset, key, value` as other consumers are told to print.
 */
function readConsumerLine(
  text: string,
  place: { readonly file: string; readonly line: number }
): Pick<OutputMessage, 'topic' | 'partition' | 'offset' | 'key' | 'value'> {
  const fields = text.split('\t');
  let topic: string | null = null;
  let partition: number | null = null;
  let offset: number | null = null;
  let first = 0;
  for (; first < fields.length; first++) {
    const numbered = /^(Partition|Offset):(\d{1,15})$/.exec(fields[first]);
    if (numbered?.[1] === 'Partition') partition = Number(numbered[2]);
    else if (numbered) offset = Number(numbered[2]);
    else if (!LABELLED.test(fields[first])) break;
  }
  let rest = fields.slice(first);
  if (first === 0 && rest.length === 6 && rest[2] !== '' && /^\d+$/.test(rest[2]) && /^\d+$/.test(rest[3])) {
    topic = rest[1];
    partition = Number(rest[2]);
    offset = Number(rest[3]);
    rest = rest.slice(4);
  }
  const [value, key] = rest.reverse();
  if (value === undefined || rest.length > 2)
    throw new ImportError(
      place,
      'this is no line of changefeed output: neither JSON nor key, tab and value.'
    );
  return { topic, partition, offset, key: orNull(key), value: orNull(value) };
}

/** Console consumers print `null` for what is not there. */
const orNull = (text: string | undefined): string | null =>
  text === undefined || text === 'null' || text === '' ? null : text;

/** `table,key,value` as the SQL shell prints a sinkless feed (reference §3.10). */
function readStreamCsv(file: string, text: string): OutputMessage[] {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  if (quotes % 2 === 1) throw new ImportError({ file }, 'a quoted field of the CSV has no end.');
  const messages: OutputMessage[] = [];
  let line = 1;
  for (const row of csvParseRows(text)) {
    const at = line;
    line += 1 + row.join('').split('\n').length - 1;
    if (at === 1 || row.join('') === '') continue;
    const [table, key, value] = row;
    if (row.length !== 3)
      throw new ImportError(
        { file, line: at },
        `a row has ${row.length} fields instead of table, key and value.`
      );
    messages.push({
      file,
      line: at,
      topic: table === 'NULL' ? null : table,
      partition: null,
      offset: null,
      key: key === 'NULL' ? null : fromHex(key),
      value: value === 'NULL' || value === '' ? null : fromHex(value),
      path: null
    });
  }
  if (messages.length === 0) throw new ImportError({ file }, 'the file holds no messages.');
  return messages;
}

/** Text clients show BYTES as `\x…`. */
function fromHex(text: string): string {
  if (!/^\\x(?:[0-9a-f]{2})*$/i.test(text)) return text;
  const bytes = Uint8Array.from(text.slice(2).match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return new TextDecoder().decode(bytes);
}
