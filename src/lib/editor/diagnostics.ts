import type { Problem } from './editor-handle';

/**
 * Faults of a script that can be told without running it. The parser is large and is loaded when the first pause in typing asks for it.
 */
export async function parseProblems(text: string): Promise<Problem[]> {
  const { scriptProblems } = await import('./parse-problems');
  return scriptProblems(text);
}
