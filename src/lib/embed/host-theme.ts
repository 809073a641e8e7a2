/**
 * Whether the page around an embed is light or dark (design §9: `theme=auto` follows the host). What is painted behind the element decides,
 * whichever way the page has to say it: a class, a `data-theme`, the system. A page that paints nothing has the browser's own ground.
 */

export function themeAround(element: Element): 'light' | 'dark' {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const painted = lightnessOf(getComputedStyle(at).backgroundColor);
    if (painted !== null) return painted < 0.5 ? 'dark' : 'light';
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const isDark = scheme.includes('dark') && (!scheme.includes('light') || darkQuery().matches);
  return isDark ? 'dark' : 'light';
}

/**
 * How bright a computed colour is, from 0 to 1; null where the ground shines through.
 * @param color `rgb(23, 27, 34)`, `rgba(0, 0, 0, 0)`, `color(srgb 0.1 0.1 0.1)`, `oklch(0.2 0.01 250)`, `lab(20 0 0)`
 */
export function lightnessOf(color: string): number | null {
  const kind = /^(?:color\()?([\w-]+)/.exec(color)?.[1] ?? '';
  const [values, alpha] = color.replace(/^[^(]*\((?:srgb\S*|display-p3)?/, '').split('/');
  const [a = 0, b = 0, c = 0, d = 1] = values.match(/[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  if ((alpha === undefined ? d : Number.parseFloat(alpha)) < 0.5) return null;
  if (/^rgba?$/.test(kind)) return (0.299 * a + 0.587 * b + 0.114 * c) / 255;
  if (/^srgb|^display-p3$/.test(kind)) return 0.299 * a + 0.587 * b + 0.114 * c;
  if (/^oklch$|^oklab$/.test(kind)) return a;
  return /^lab$|^lch$/.test(kind) ? a / 100 : null;
}

const darkQuery = () => matchMedia('(prefers-color-scheme: dark)');

/** Calls back when the page may have become another: a class or attribute of its root, the system's choice, a colour that has faded over. */
export function watchPage(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const root of [document.documentElement, document.body]) observer.observe(root, { attributes: true });
  const query = darkQuery();
  const faded = (event: TransitionEvent) => {
    if (event.propertyName === 'background-color') changed();
  };
  query.addEventListener('change', changed);
  document.addEventListener('transitionend', faded);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', changed);
    document.removeEventListener('transitionend', faded);
  };
}
