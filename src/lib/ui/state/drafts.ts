import { readStored, store } from './page-storage';

/** What stands in the editor and has not been run, by workspace; null where that is the script. */

const nameOf = (workspace: string): string => `draft.${workspace}`;

export const readDraft = (workspace: string): string | null => readStored(nameOf(workspace));

export const keepDraft = (workspace: string, text: string | null): void => store(nameOf(workspace), text);
