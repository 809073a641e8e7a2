import { parseColor } from '../timeline/palette';

/** The values of colour tokens as they are at an element, for canvas and Monaco, which take no variables. As `#rrggbb`. */
export function readColors<Name extends string>(
  element: Element,
  names: readonly Name[]
): Record<Name, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, toHex(getComputedStyle(probe).color)] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<Name, string>;
}

function toHex(color: string): string {
  return `#${parseColor(color)
    .map((part) => Math.round(part).toString(16).padStart(2, '0'))
    .join('')}`;
}
