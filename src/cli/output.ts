import { writeSync } from 'node:fs';

let pending: string[] = [];
let size = 0;

/** Prints a line. Lines are written in large pieces; what is left goes out when the process ends. */
export function output(line: string): void {
  pending.push(line);
  size += line.length;
  if (size > 1 << 18) flush();
}

function flush(): void {
  if (pending.length === 0) return;
  let bytes = Buffer.from(`${pending.join('\n')}\n`, 'utf8');
  pending = [];
  size = 0;
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return; // the reader has seen enough
      if (code !== 'EAGAIN') throw error;
    }
  }
}

process.on('exit', flush);
