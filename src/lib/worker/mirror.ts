/**
 * A second copy of every workspace's text, outside IndexedDB (guarantee W4): after a hard kill of the browser IndexedDB comes back empty about
 * once in forty times, and files in the origin's private file system were still there (guarantees §1.6).
 */
export interface Mirror {
  /** Asks for writing; of one workspace the newest text wins. */
  keep(id: string, text: string): void;
  /** The text that was kept of a workspace last; null where there is none. */
  read(id: string): Promise<string | null>;
  /** Which workspaces there are copies of, the one written last being the last. */
  list(): Promise<readonly Copy[]>;
  /** Nothing of the workspace is left here. */
  remove(id: string): Promise<void>;
  /** Waits until what was asked for has been written. */
  flush(): Promise<void>;
}

export interface Copy {
  /** Of the workspace; `LAST_COPY` for the one copy that earlier builds kept, of whichever workspace was the newest. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

export const LAST_COPY = '';

const LAST_COPY_FILE = 'newest-workspace.json';
const FILE_NAME = /^workspace\.([\w-]{1,64})\.json$/;
const fileName = (id: string): string => (id === LAST_COPY ? LAST_COPY_FILE : `workspace.${id}.json`);

/** A file for each workspace: writing one touches none of the others. */
export class FileMirror implements Mirror {
  readonly #folder: () => Promise<FileSystemDirectoryHandle>;
  readonly #wanted = new Map<string, string>();
  /** What was written last, which is most often asked for again. */
  #written: { readonly id: string; readonly text: string } | null = null;
  #writing: Promise<void> | null = null;

  constructor() {
    const storage = storageManager();
    this.#folder = async () => storage!.getDirectory(); // where there is none, the same as a denial
  }

  keep(id: string, text: string): void {
    if (!this.#writing && this.#written?.id === id && this.#written.text === text) return;
    this.#wanted.set(id, text);
    this.#writing ??= this.#writeAll();
  }

  async read(id: string): Promise<string | null> {
    await this.flush();
    try {
      const handle = await (await this.#folder()).getFileHandle(fileName(id));
      const text = await (await handle.getFile()).text();
      return text === '' ? null : text;
    } catch {
      // No such file system, or no such file in it.
      return null;
    }
  }

  async list(): Promise<readonly Copy[]> {
    await this.flush();
    try {
      const copies: Copy[] = [];
      for await (const [name, handle] of await this.#folder()) {
        const id = name === LAST_COPY_FILE ? LAST_COPY : FILE_NAME.exec(name)?.[1];
        if (id === undefined || handle.kind !== 'file') continue;
        const { size, lastModified } = await (handle as FileSystemFileHandle).getFile();
        if (size > 0) copies.push({ id, writtenAt: lastModified });
      }
      return copies.sort((a, b) => a.writtenAt - b.writtenAt);
    } catch {
      return [];
    }
  }

  async remove(id: string): Promise<void> {
    this.#wanted.delete(id);
    await this.flush();
    if (this.#written?.id === id) this.#written = null;
    try {
      await (await this.#folder()).removeEntry(fileName(id));
    } catch {
      // There is none.
    }
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (const [id, text] of this.#wanted) {
      // A text that is asked for while this one is written comes behind it in the map, and has its turn.
      this.#wanted.delete(id);
      try {
        const handle = await (await this.#folder()).getFileHandle(fileName(id), { create: true });
        // The file becomes the new one when it is closed, and not before: there is always a whole copy.
        const file = await handle.createWritable();
        await file.write(text);
        await file.close();
        this.#written = { id, text };
      } catch {
        // Denied or full: the copy is one more chance, and the database the place that counts.
      }
    }
    this.#writing = null;
  }
}

/** The storage of the browser that this tab was opened in; some have none, some deny the very question. */
function storageManager(): StorageManager | undefined {
  try {
    return (navigator as { storage?: StorageManager }).storage;
  } catch {
    return undefined;
  }
}
