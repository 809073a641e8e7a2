/** What an embed shows (design §9): the parameters behind `#` in the frame's address, and the attributes of the element that makes it. */

export const EMBED_VIEWS = [
  'timeline',
  'editor',
  'messages',
  'kafka',
  'files',
  'webhook',
  'tables',
  'jobs',
  'audit',
  'lesson'
] as const;
export type EmbedView = (typeof EMBED_VIEWS)[number];

export const EMBED_THEMES = ['auto', 'light', 'dark'] as const;
export type EmbedTheme = (typeof EMBED_THEMES)[number];

export interface EmbedOptions {
  readonly views: readonly EmbedView[];
  readonly theme: EmbedTheme;
  /** When the run is shown played to its moment, and when only after a click. */
  readonly run: 'click' | 'load';
  /** Whether the script may be edited. */
  readonly edit: boolean;
}

export const DEFAULT_EMBED: EmbedOptions = {
  views: ['timeline', 'messages'],
  theme: 'auto',
  run: 'load',
  edit: true
};

/** The options of a fragment. What is unknown or wrong has no effect. */
export function readEmbedOptions(fragment: string): EmbedOptions {
  const given = new Map<string, string>();
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at > 0) given.set(part.slice(0, at), part.slice(at + 1));
  }
  return embedOptionsOf((name) => given.get(name) ?? null);
}

/** @param given the text of a parameter or attribute; null where it is absent */
export function embedOptionsOf(
  given: (name: 'view' | 'theme' | 'run' | 'edit') => string | null
): EmbedOptions {
  const views = viewsOf(given('view') ?? '');
  const theme = given('theme');
  return {
    views: views.length === 0 ? DEFAULT_EMBED.views : views,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    run: given('run') === 'click' ? 'click' : 'load',
    edit: given('edit') !== '0'
  };
}

/** Known views, each once, in the order given; a comma may have been escaped on the way. */
function viewsOf(text: string): EmbedView[] {
  const names = new Set(text.split(/,|%2C/i));
  return [...names].flatMap((name) => EMBED_VIEWS.find((view) => view === name) ?? []);
}

/** Options as parameters, without a fragment's `#`; what is as always is left out. */
export function printEmbedOptions({ views, theme, run, edit }: EmbedOptions): string {
  const parts: string[] = [];
  if (views.join() !== DEFAULT_EMBED.views.join()) parts.push(`view=${views.join()}`);
  if (theme !== DEFAULT_EMBED.theme) parts.push(`theme=${theme}`);
  if (run !== DEFAULT_EMBED.run) parts.push(`run=${run}`);
  if (!edit) parts.push('edit=0');
  return parts.join('&');
}
