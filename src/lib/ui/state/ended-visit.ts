/**
 * Whether the visit before in this tab ended without being left, as when the browser's process for it died. A mark lies in the tab's own
 * storage while the page is open; leaving the page takes it away.
 */

const MARK = 'changefeed-playground.open';

/** Notes that the page is open. @returns whether the visit before did not come to its end */
export function beginVisit(): boolean {
  try {
    const hadMark = sessionStorage.getItem(MARK) !== null;
    sessionStorage.setItem(MARK, '1');
    // A page that comes back out of the browser's cache is open again.
    addEventListener('pageshow', () => sessionStorage.setItem(MARK, '1'));
    addEventListener('pagehide', () => sessionStorage.removeItem(MARK));
    return hadMark;
  } catch {
    // Storage is denied: nothing is known of visits before.
    return false;
  }
}
