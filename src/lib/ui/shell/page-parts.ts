/**
 * The large parts of the page: F6 goes from one to the next, as in other tools of this kind, since between them lie fifty places that Tab stops
 * at. Which of them had the focus is known again after a reload.
 */
interface PagePart {
  readonly name: string;
  /** What it is within. */
  readonly region: string;
  /** What takes the focus in it: the first that can. */
  readonly targets: readonly string[];
}

const PARTS: readonly PagePart[] = [
  {
    name: 'script',
    region: 'section[aria-label="Script"]',
    targets: ['.monaco-editor [role="textbox"]', 'textarea:not([aria-hidden="true"])']
  },
  {
    name: 'panels',
    region: 'section[aria-label="Panels"]',
    targets: ['[role="tab"][aria-selected="true"]', 'button']
  },
  {
    name: 'timeline',
    region: 'section[aria-label="Timeline of the run"]',
    targets: ['[role="application"]', '[tabindex="0"]', 'button']
  }
];

const KEY = 'changefeed-playground.part';

const placeOfFocus = (): number =>
  PARTS.findIndex(({ region }) => document.activeElement?.closest(region) !== null);

/** @returns whether anything of the part has taken the focus */
function enter({ region, targets }: PagePart): boolean {
  for (const target of targets)
    for (const element of document.querySelectorAll<HTMLElement>(`${region} ${target}`)) {
      element.focus();
      if (document.activeElement === element) return true;
    }
  return false;
}

/** Goes to the next part that is on the page, or to the one before. */
export function goToPart(direction: 1 | -1): void {
  const here = placeOfFocus();
  for (let i = 1; i <= PARTS.length; i++) {
    const from = here < 0 && direction < 0 ? 0 : here;
    const next = (from + direction * i + PARTS.length * 2) % PARTS.length;
    if (enter(PARTS[next])) return;
  }
}

/** Goes to where the script is written. */
export function goToScript(): void {
  enter(PARTS[0]);
}

/** Notes which part has the focus, in this tab. */
export function keepPart(): void {
  const name = PARTS[placeOfFocus()]?.name;
  try {
    if (name === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, name);
  } catch {
    // Denied: a reload begins at the top, as it would without this.
  }
}

/** Gives the focus back to the part that had it before a reload, unless something has taken it since. */
export function returnToPart(): void {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (entry?.type !== 'reload' || document.activeElement !== document.body) return;
  try {
    const name = sessionStorage.getItem(KEY);
    const part = PARTS.find((each) => each.name === name);
    if (part) enter(part);
  } catch {
    // As above.
  }
}
