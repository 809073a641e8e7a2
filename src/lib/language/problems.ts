import { SqlError } from '../engine/base/errors';
import { changefeedOption, unknownOption } from '../engine/changefeed/option-table';
import type { OptionNode } from '../engine/sql/ast/changefeed';
import type { Statement } from '../engine/sql/ast/statement';
import { substituteVariables } from '../engine/sql/lex/variables';
import { parseStatement } from '../engine/sql/parse/parser';
import { readScript, type ScriptEntry } from '../scenario/script';

/** A fault of a script that can be told without running it; places are in the script. */
export interface ScriptProblem {
  readonly from: number;
  readonly to: number;
  readonly sqlstate: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Nobody reads more of them, and each costs a second look at its statement. */
const MOST = 100;

/** One fault a statement, at its token: of its grammar, or an option that there is not. Commands are left to the run, which tells about them. */
export function scriptProblems(text: string): ScriptProblem[] {
  const problems: ScriptProblem[] = [];
  for (const entry of readScript(text)) {
    if (problems.length >= MOST) break;
    const problem = entry.kind === 'sql' ? problemOf(entry) : undefined;
    if (problem) problems.push(problem);
  }
  return problems;
}

/** A variable may stand for a number or for a name: which, only the run knows. */
const STAND_INS = ['1', 'x'];

function problemOf(entry: ScriptEntry): ScriptProblem | undefined {
  if (entry.error) {
    const { offset, length, sqlstate, message } = entry.error;
    return { from: offset, to: offset + length, sqlstate, message, hint: null };
  }
  let first: ScriptProblem | undefined;
  for (const value of STAND_INS) {
    const { text, toSource } = substituteVariables(entry.text, () => value);
    const problem = parseProblem(text, text !== entry.text);
    if (!problem) return undefined;
    first ??= {
      ...problem,
      from: entry.offset + toSource(problem.from),
      to: entry.offset + toSource(problem.to)
    };
  }
  return first;
}

function parseProblem(text: string, hasVariables: boolean): ScriptProblem | undefined {
  try {
    const statement = parseStatement(text);
    if (!hasVariables) checkOptionNames(statement);
    return undefined;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { sqlstate, message, hint, span } = error;
    const from = span?.offset ?? 0;
    return { from, to: from + (span?.length ?? 0), sqlstate, message, hint: hint ?? null };
  }
}

/** Options of changefeeds that no release knows: nothing that could have happened before makes them right. @throws SqlError 22023 */
function checkOptionNames(statement: Statement): void {
  for (const { name, span } of optionsOf(statement))
    if (!changefeedOption(name)) throw unknownOption(name, span);
}

function optionsOf(statement: Statement): readonly OptionNode[] {
  switch (statement.kind) {
    case 'createChangefeed':
    case 'createChangefeedSchedule':
      return statement.options;
    case 'alterChangefeed':
      return statement.commands.flatMap((command) =>
        command.kind === 'set' ? command.options.filter(({ name }) => name !== 'sink') : []
      );
    default:
      return [];
  }
}
