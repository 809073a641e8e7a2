import { jsonMembers } from '../../history/json-members';

/** What differs between two messages of one key, member by member. Texts are compared only to be shown side by side: nothing is concluded from them. */

export type Change = 'same' | 'changed' | 'added' | 'removed';

export interface MemberDiff {
  /** `after.name`: members of members joined by dots. */
  readonly path: string;
  readonly change: Change;
  /** As written; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Objects within objects deeper than this are compared whole. */
const DEEPEST = 4;

/** @param before the value of the message before; null for a tombstone */
export function diffValues(before: string | null, after: string | null): MemberDiff[] {
  const left = flatten(before);
  const right = flatten(after);
  const paths = [...right.keys(), ...[...left.keys()].filter((path) => !right.has(path))];
  return paths.map((path) => {
    const [b, a] = [left.get(path) ?? null, right.get(path) ?? null];
    const change = b === null ? 'added' : a === null ? 'removed' : b === a ? 'same' : 'changed';
    return { path, change, before: b, after: a };
  });
}

/** The leaves of a JSON text as written, by path. A text that is no object is one leaf without a path. */
function flatten(text: string | null): Map<string, string> {
  const leaves = new Map<string, string>();
  const visit = (value: string, path: string, depth: number) => {
    const members = depth < DEEPEST ? jsonMembers(value) : null;
    if (members === null || members.size === 0) leaves.set(path, value);
    else for (const [name, inner] of members) visit(inner, path === '' ? name : `${path}.${name}`, depth + 1);
  };
  if (text !== null) visit(text, '', 0);
  return leaves;
}
