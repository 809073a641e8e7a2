/**
 * A scenario (design §9): everything that makes a run again, as one JSON document. What does not fit is refused with a sentence;
 * members that this build does not know are kept, so that a document passes through it unharmed.
 */

export interface Scenario {
  readonly version: 1;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** 0 … 2³²−1 */
  readonly seed: number;
  /** Nanoseconds since 1970 of virtual time zero, as decimal text. */
  readonly start: string;
  readonly cluster: {
    readonly nodes: number;
    readonly version: string;
    readonly localities: readonly string[];
  };
  readonly script: string;
  readonly view: ScenarioView;
  /** 16 hex digits over what the run shows up to `view.at`; absent where nobody has worked it out. */
  readonly digest?: string;
  readonly lesson?: unknown;
  /** Members of later builds. */
  readonly others: ReadonlyMap<string, unknown>;
}

export interface ScenarioView {
  /** The moment shown, in nanoseconds since the run's start; null for the end. */
  readonly at: number | null;
  /** Seq of the selected event. */
  readonly selected: number | null;
  readonly panes: readonly string[];
  readonly speed: number;
  /** How the timeline shows the run; absent or null for the usual way. */
  readonly timeline?: TimelineChoice | null;
}

/** Ways that a build does not know are kept as they are and shown as usual. */
export interface TimelineChoice {
  /** `lanes`, `order`, `table` */
  readonly mode?: string;
  /** What the lanes are. */
  readonly grouping?: string;
  /** The text of the filter. */
  readonly filter?: string;
  /** The stretch of time in view, in nanoseconds since the run's start; it may begin a little before it. */
  readonly stretch?: readonly [number, number];
}

/** Says in one sentence why a document or link cannot be opened. */
export class ScenarioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScenarioError';
  }
}

export const DEFAULT_START = '1700000000000000000';
export const DEFAULT_VIEW: ScenarioView = { at: null, selected: null, panes: [], speed: 1 };
/** Longest script (design §5a). */
export const MAX_SCRIPT_CHARS = 10_000_000;
const MAX_TEXT_CHARS = 100_000;
const MAX_SEED = 0xffffffff;
const DAY_100_NS = 100 * 86_400 * 1_000_000_000;
/** Levels of lists and objects: what is written, sent and kept again and again is not nested deeper. */
const MAX_DEPTH = 100;
/** The year 2100, behind which no run starts. */
const LATEST_START_NS = 4_102_444_800_000_000_000n;
const KNOWN = new Set([
  'version',
  'title',
  'description',
  'seed',
  'start',
  'cluster',
  'script',
  'view',
  'digest',
  'lesson'
]);

export function makeScenario(parts: Partial<Omit<Scenario, 'version'>> & { script: string }): Scenario {
  return {
    version: 1,
    title: '',
    description: '',
    seed: 1,
    start: DEFAULT_START,
    cluster: { nodes: 3, version: '26.2', localities: [] },
    view: DEFAULT_VIEW,
    others: new Map(),
    ...parts
  };
}

/** Reads a scenario's JSON text. @throws ScenarioError */
export function parseScenario(text: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ScenarioError('This is no scenario: the text is not valid JSON.');
  }
  return readScenario(value);
}

/** Checks a decoded document. @throws ScenarioError */
export function readScenario(value: unknown): Scenario {
  const object = asObject(value, 'A scenario');
  if (isDeeperThan(value, MAX_DEPTH))
    throw new ScenarioError(`A scenario may not be nested deeper than ${MAX_DEPTH} levels.`);
  const version = object.get('version');
  if (typeof version !== 'number') throw new ScenarioError('This is no scenario: it has no version.');
  if (version !== 1)
    throw new ScenarioError(
      `This scenario has version ${version}, which this build does not know; a newer one may open it.`
    );
  const script = object.get('script');
  if (typeof script !== 'string') throw new ScenarioError('The script of a scenario must be text.');
  if (script.length > MAX_SCRIPT_CHARS)
    throw new ScenarioError('The script is longer than 10 million characters.');
  return {
    version: 1,
    title: textOf(object, 'title'),
    description: textOf(object, 'description'),
    seed: wholeNumber(object.get('seed'), 'The seed', 0, MAX_SEED, 1),
    start: readStart(object.get('start')),
    cluster: readCluster(object.get('cluster')),
    script,
    view: readView(object.get('view')),
    ...readDigest(object.get('digest')),
    ...(object.has('lesson') ? { lesson: object.get('lesson') } : {}),
    others: new Map([...object].filter(([name]) => !KNOWN.has(name)))
  };
}

/** Whether lists and objects lie deeper in each other than that; found level by level, since recursion has an end of its own. */
function isDeeperThan(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let left = depth; level.length > 0; left--) {
    const inside = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : []
    );
    level = inside.filter((item) => typeof item === 'object' && item !== null);
    if (left === 1 && level.length > 0) return true;
  }
  return false;
}

/** The document's members, `__proto__` being one like any other. */
function asObject(value: unknown, what: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScenarioError(`${what} must be a JSON object.`);
  return new Map(Object.entries(value));
}

function textOf(object: ReadonlyMap<string, unknown>, name: string): string {
  const value = object.get(name) ?? '';
  if (typeof value !== 'string') throw new ScenarioError(`The ${name} of a scenario must be text.`);
  if (value.length > MAX_TEXT_CHARS)
    throw new ScenarioError(`The ${name} is longer than ${MAX_TEXT_CHARS} characters.`);
  return value;
}

function wholeNumber(value: unknown, what: string, low: number, high: number, initial: number): number {
  if (value === undefined) return initial;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high)
    throw new ScenarioError(`${what} must be a whole number from ${low} to ${high}.`);
  return value;
}

function readStart(value: unknown): string {
  if (value === undefined) return DEFAULT_START;
  if (typeof value !== 'string' || !/^\d{1,19}$/.test(value) || BigInt(value) > LATEST_START_NS)
    throw new ScenarioError('The start must be nanoseconds since 1970, as text, before the year 2100.');
  return value;
}

function readCluster(value: unknown): Scenario['cluster'] {
  if (value === undefined) return { nodes: 3, version: '26.2', localities: [] };
  const object = asObject(value, 'The cluster of a scenario');
  const version = object.get('version') ?? '26.2';
  if (typeof version !== 'string' || !/^\d{2}\.\d$/.test(version))
    throw new ScenarioError('The version of the cluster must be text such as "26.2".');
  const localities = object.get('localities') ?? [];
  if (
    !Array.isArray(localities) ||
    localities.length > 9 ||
    !localities.every((l) => typeof l === 'string' && l.length <= 200)
  )
    throw new ScenarioError('The localities of the cluster must be a list of at most nine texts.');
  return {
    nodes: wholeNumber(object.get('nodes'), 'The number of nodes', 1, 9, 3),
    version,
    localities: localities as string[]
  };
}

function readView(value: unknown): ScenarioView {
  if (value === undefined || value === null) return DEFAULT_VIEW;
  const object = asObject(value, 'The view of a scenario');
  const panes = object.get('panes') ?? [];
  if (
    !Array.isArray(panes) ||
    panes.length > 20 ||
    !panes.every((p) => typeof p === 'string' && p.length <= 40)
  )
    throw new ScenarioError('The panes of a view must be a short list of names.');
  const speed = object.get('speed') ?? 1;
  if (typeof speed !== 'number' || !(speed > 0 && speed <= 100_000))
    throw new ScenarioError('The speed of a view must be a number above 0.');
  const optional = (name: string, most: number) => {
    const item = object.get(name);
    return item === undefined || item === null
      ? null
      : wholeNumber(item, `The '${name}' of a view`, 0, most, 0);
  };
  return {
    at: optional('at', DAY_100_NS),
    selected: optional('selected', 4_000_000),
    panes: panes as string[],
    speed,
    ...readTimeline(object.get('timeline'))
  };
}

function readTimeline(value: unknown): { timeline?: TimelineChoice } {
  if (value === undefined || value === null) return {};
  const object = asObject(value, 'The timeline of a view');
  const text = (name: 'mode' | 'grouping' | 'filter', most: number) => {
    const item = object.get(name);
    if (item === undefined) return {};
    if (typeof item !== 'string' || item.length > most)
      throw new ScenarioError(
        `The ${name} of a view's timeline must be a text of at most ${most} characters.`
      );
    return { [name]: item };
  };
  return {
    timeline: {
      ...text('mode', 40),
      ...text('grouping', 40),
      ...text('filter', 1000),
      ...readStretch(object.get('stretch'))
    }
  };
}

function readStretch(value: unknown): { stretch?: readonly [number, number] } {
  if (value === undefined) return {};
  const isMoment = (item: unknown): item is number =>
    typeof item === 'number' && Number.isInteger(item) && Math.abs(item) <= 2 * DAY_100_NS;
  if (!Array.isArray(value) || value.length !== 2 || !value.every(isMoment) || value[0] >= value[1])
    throw new ScenarioError('The stretch of a timeline must be two moments, one after the other.');
  return { stretch: [value[0], value[1]] };
}

function readDigest(value: unknown): { digest?: string } {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'string' || !/^[0-9a-f]{16}$/.test(value))
    throw new ScenarioError('The digest of a scenario must be 16 hexadecimal digits.');
  return { digest: value };
}

/** The document as JSON text; members with their default values are left out, unknown ones come back as they were. */
export function printScenario(scenario: Scenario, indent?: number): string {
  const { title, description, seed, start, cluster, script, view, digest, lesson, others } = scenario;
  const document = Object.create(null) as Record<string, unknown>;
  document.version = 1;
  if (title !== '') document.title = title;
  if (description !== '') document.description = description;
  if (seed !== 1) document.seed = seed;
  if (start !== DEFAULT_START) document.start = start;
  if (cluster.nodes !== 3 || cluster.version !== '26.2' || cluster.localities.length > 0)
    document.cluster = cluster;
  document.script = script;
  const shown = Object.entries(view).filter(
    ([name, value]) =>
      value !== null &&
      value !== undefined &&
      !(Array.isArray(value) && value.length === 0) &&
      !(name === 'speed' && value === 1)
  );
  if (shown.length > 0) document.view = Object.fromEntries(shown);
  if (digest !== undefined) document.digest = digest;
  if (lesson !== undefined) document.lesson = lesson;
  for (const [name, value] of others) document[name] = value;
  return JSON.stringify(document, undefined, indent);
}
