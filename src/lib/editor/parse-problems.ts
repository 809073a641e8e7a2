import { scriptProblems as problemsOf } from '../language/problems';
import type { Problem } from './editor-handle';

/** What is wrong with a script, as the editors mark it. */
export function scriptProblems(text: string): Problem[] {
  return problemsOf(text).map((problem) => ({ ...problem, source: 'typing' }));
}
