import { MAX_FILE_BYTES } from '../../share/scenario-file';
import type { Playground } from '../state/playground.svelte';

/** Opens files that were dropped on the page or chosen, each in a workspace of its own; the last one is shown. */
export async function openFiles(files: readonly File[], playground: Playground): Promise<void> {
  for (const file of files) {
    if (file.size > MAX_FILE_BYTES)
      playground.workspace.notify('error', `${file.name} is larger than 32 MiB, so it is not opened.`);
    else await openOne(file, playground);
  }
}

async function openOne(file: File, playground: Playground): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    // A folder, or a file that has gone since it was dropped.
    playground.workspace.notify('error', `${file.name} cannot be read.`);
    return;
  }
  await playground.openFile(file.name, bytes);
}

/** Asks for files with the browser's own dialog. */
export function chooseFiles(playground: Playground): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.json,.sql,.psql';
  input.addEventListener('change', () => void openFiles([...(input.files ?? [])], playground));
  input.click();
}
