import { isScenarioFile, MAX_FILE_BYTES } from '../../share/scenario-file';
import type { OutputFile } from '../../scenario/import/output-file';
import type { Playground } from '../state/playground.svelte';

/** A file with the folders that it lies in: the output of a changefeed is read in the order of its names. */
interface NamedFile {
  readonly name: string;
  readonly file: File;
}

/** All files of one output together. */
const MAX_OUTPUT_BYTES = 128 * 1024 * 1024;
const MAX_OUTPUT_FILES = 10_000;

/** Opens what was dropped on the page: files, and folders with everything in them. */
export async function openDropped(
  dropped: { readonly files: readonly File[]; readonly entries: readonly (FileSystemEntry | null)[] },
  playground: Playground
): Promise<void> {
  const folders = dropped.entries.filter((entry) => entry?.isDirectory);
  if (folders.length === 0) return openFiles(dropped.files, playground);
  const found: NamedFile[] = [];
  try {
    for (const entry of dropped.entries) if (entry) await collect(entry, found);
  } catch {
    playground.workspace.notify('error', 'A folder that was dropped cannot be read.');
    return;
  }
  await openNamed(found, playground);
}

/** Opens files: scenarios and scripts each in a workspace of its own, all others together as the output of one changefeed. */
export async function openFiles(files: readonly File[], playground: Playground): Promise<void> {
  await openNamed(
    files.map((file) => ({ name: file.webkitRelativePath || file.name, file })),
    playground
  );
}

async function openNamed(files: readonly NamedFile[], playground: Playground): Promise<void> {
  const output = files.filter(({ name }) => !isScenarioFile(name));
  for (const file of files)
    if (!output.includes(file)) await openTogether([file], MAX_FILE_BYTES, playground);
  if (output.length > 0) await openTogether(output, MAX_OUTPUT_BYTES, playground);
}

async function openTogether(
  files: readonly NamedFile[],
  mostBytes: number,
  playground: Playground
): Promise<void> {
  const what = files.length === 1 ? files[0].name : `These ${files.length} files`;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > mostBytes || files.length > MAX_OUTPUT_FILES) {
    const limit = files.length > MAX_OUTPUT_FILES ? `${MAX_OUTPUT_FILES} files` : `${mostBytes >> 20} MiB`;
    playground.workspace.notify(
      'error',
      files.length === 1
        ? `${what} holds more than ${limit}, so it is not opened.`
        : `${what} hold more than ${limit}, so they are not opened.`
    );
    return;
  }
  const read: OutputFile[] = [];
  for (const { name, file } of files)
    try {
      read.push({ name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch {
      // A file that has gone since it was dropped.
      playground.workspace.notify('error', `${name} cannot be read.`);
      return;
    }
  await playground.openFiles(read);
}

/** Every file of a folder, with its path. */
async function collect(entry: FileSystemEntry, found: NamedFile[]): Promise<void> {
  if (found.length > MAX_OUTPUT_FILES) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    found.push({ name: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // It gives a hundred at a time, and none at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (entries.length === 0) return;
    for (const inner of entries) await collect(inner, found);
  }
}

/** Asks for files with the browser's own dialog. */
export function chooseFiles(playground: Playground): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => void openFiles([...(input.files ?? [])], playground));
  input.click();
}
