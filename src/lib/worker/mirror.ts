/**
 * A second copy of the newest workspace's text, outside IndexedDB (guarantee W4): after a hard kill of the browser IndexedDB comes back empty
 * about once in forty times, and a file in the origin's private file system was still there (guarantees §1.6).
 */
export interface Mirror {
  /** Asks for writing; the newest text wins. */
  keep(text: string): void;
  /** The text that was kept last; null where there is none. */
  read(): Promise<string | null>;
  /** Waits until what was asked for has been written. */
  flush(): Promise<void>;
}

const FILE_NAME = 'newest-workspace.json';

export class FileMirror implements Mirror {
  #wanted: string | null = null;
  #written: string | null = null;
  #writing: Promise<void> | null = null;

  keep(text: string): void {
    if (text === this.#written) return;
    this.#wanted = text;
    this.#writing ??= this.#writeAll();
  }

  async read(): Promise<string | null> {
    try {
      const handle = await (await folder()).getFileHandle(FILE_NAME);
      const text = await (await handle.getFile()).text();
      return text === '' ? null : text;
    } catch {
      // No such file system, or no such file in it.
      return null;
    }
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#wanted !== null) {
      const text = this.#wanted;
      this.#wanted = null;
      try {
        const handle = await (await folder()).getFileHandle(FILE_NAME, { create: true });
        // The file becomes the new one when it is closed, and not before: there is always a whole copy.
        const file = await handle.createWritable();
        await file.write(text);
        await file.close();
        this.#written = text;
      } catch {
        // Denied or full: the copy is one more chance, and the database the place that counts.
      }
    }
    this.#writing = null;
  }
}

const folder = (): Promise<FileSystemDirectoryHandle> => navigator.storage.getDirectory();
