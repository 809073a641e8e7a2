import { toBase64 } from '../engine/base/base64';
import { gzip, zstd } from '../engine/base/compression';
import type { FileEvent, HistoryEvent } from '../engine/base/events';

/**
 * A file's text and bytes, put together from the messages that it holds (design §7): a run keeps each row once, however many
 * files, gzip or not, it was written into.
 */
export function withContent(event: FileEvent, at: (seq: number) => HistoryEvent): FileEvent {
  const { rows, compression, ...file } = event;
  if (!rows) return event;
  const lines: string[] = [];
  for (let seq = rows.first; seq < rows.first + rows.count; seq++) {
    const message = at(seq);
    if (message.type === 'message') lines.push(`${message.value ?? ''}\n`);
  }
  const content = lines.join('');
  if (!compression) return { ...file, content };
  const bytes = new TextEncoder().encode(content);
  return {
    ...file,
    content,
    content_base64: toBase64(compression === 'gzip' ? gzip(bytes) : zstd(bytes))
  };
}
