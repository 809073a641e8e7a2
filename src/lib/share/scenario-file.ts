import { makeScenario, parseScenario, ScenarioError, type Scenario } from '../scenario/scenario';

/** Files that people drop on the page or choose: a scenario's JSON document or a script. */

/** Larger files are not read at all. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/**
 * The scenario of a file, told by its name and its content.
 * @returns null for what is neither a scenario nor a script, such as the output of a real changefeed
 * @throws ScenarioError with a sentence for what cannot be opened
 */
export function readScenarioFile(name: string, bytes: Uint8Array): Scenario | null {
  const kind = kindOf(name);
  if (!kind) return null;
  if (bytes.length > MAX_FILE_BYTES)
    throw new ScenarioError(`${name} is larger than ${MAX_FILE_BYTES >> 20} MiB, so it is not opened.`);
  const text = textOf(name, bytes);
  if (text.trim() === '') throw new ScenarioError(`${name} is empty.`);
  if (kind === 'script') return makeScenario({ title: titleOf(name), script: text });
  const scenario = parseScenario(text);
  return scenario.title === '' ? { ...scenario, title: titleOf(name) } : scenario;
}

/** Whether a file's name says that it is a scenario or a script; everything else may be the output of a real changefeed. */
export const isScenarioFile = (name: string): boolean => kindOf(name) !== undefined;

function kindOf(name: string): 'scenario' | 'script' | undefined {
  if (/\.json$/i.test(name)) return 'scenario';
  return /\.(sql|psql)$/i.test(name) ? 'script' : undefined;
}

function textOf(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ScenarioError(`${name} is not text in UTF-8.`);
  }
}

const titleOf = (name: string): string =>
  name
    .replace(/^.*[\\/]/, '')
    .replace(/\.[^.]*$/, '')
    .slice(0, 120);

/** A name for a file that any system takes, from a title. */
export function fileName(title: string, extension: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${plain === '' ? 'scenario' : plain.toLowerCase()}.${extension}`;
}
