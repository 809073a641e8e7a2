import { readStored, store } from './page-storage';

/**
 * Asks the browser once to keep what this site stores even where room gets short (guarantees C2). Some ask the person in turn, so never while the
 * page is opened: only once something that somebody has done has been saved.
 */
export function askToPersist(): void {
  if (!navigator.userActivation?.hasBeenActive || readStored(ASKED) !== null) return;
  store(ASKED, 'yes');
  try {
    // The answer changes nothing here.
    navigator.storage.persist().catch(() => undefined);
  } catch {
    // This browser knows no such wish, or denies the question.
  }
}

const ASKED = 'asked-to-persist';
