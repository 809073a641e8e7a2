import type { Handle } from '@sveltejs/kit';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Runs while the site is built, never in front of a reader: there is no server. A page waits with its first picture for every style sheet that
 * it names, and SvelteKit names those of all panels and dialogs that may be opened later; what loads them brings their styles along.
 */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, { transformPageChunk: ({ html }) => withoutLaterStyles(html) });

/** Where Vite tells which file needs which. */
const MANIFEST = '.svelte-kit/output/client/.vite/manifest.json';

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
}

function withoutLaterStyles(html: string): string {
  if (!existsSync(MANIFEST)) return html;
  const entries = Object.values(JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, ManifestEntry>);
  const scripts = new Set(
    [...html.matchAll(/href="[./]*([^"]+\.js)" rel="modulepreload"/g)].map(([, file]) => file)
  );
  const needed = new Set(entries.filter(({ file }) => scripts.has(file)).flatMap(({ css = [] }) => css));
  return html.replace(/\s*<link href="[./]*([^"]+\.css)" rel="stylesheet">/g, (link, file: string) =>
    needed.has(file) ? link : ''
  );
}
