import type { Expr } from '../ast/expr';
import type { FunctionTable, FunctionTableItem } from '../ast/select';
import type { GeneratorOverload } from '../builtins/overload';
import { functionName, generatorItem, overloadsOf } from './check-call';
import { givesTable, routinesOf, routineTable } from './check-routine';
import type { Checker } from './checker';
import { unsupported } from './errors';
import { outputName } from './output-name';
import { registerColumns, type QueryPlanner } from './query-planner';
import type { GeneratorItem, Rel } from './rel';
import { Scope, type ScopeColumn } from './scope';

/** Functions in FROM: `generate_series(1, 3)`, `ROWS FROM (f(), g())`, and scalar functions, which give one row. */
export function planFunctionTable(
  planner: QueryPlanner,
  table: FunctionTable,
  outer: Scope | undefined
): { rel: Rel; columns: ScopeColumn[]; name: string } {
  const { context } = planner;
  const checker = planner.checker(new Scope({ parent: outer, sources: [] }), 'FROM');
  const typed = [table.alias, ...table.items.map((item) => item.alias)].find((alias) =>
    alias?.columns.some((column) => column.type)
  );
  if (typed) {
    throw unsupported(
      'a column definition list',
      context.at(typed.span),
      'read the members with -> and ->> and cast them'
    );
  }
  const rows = onlyRoutine(checker, table);
  if (rows) return rows;
  const items = table.items.map((item) => planItem(checker, item));
  const register = context.newRegister();
  const columns = items.flatMap((item) => item.columns);
  const rel: Rel = { kind: 'generate', input: { kind: 'oneRow' }, items, register };
  const [first] = table.items;
  const only = columns.length === 1 && table.alias?.columns.length === 0 ? table.alias.name?.text : undefined;
  // A function's only column is called like the function, so an alias of the function renames it too.
  const named = only === undefined ? columns : [{ ...columns[0], name: only }];
  return {
    rel,
    columns: registerColumns(register, named),
    name: table.rowsFrom ? 'rows' : outputName(first.call)
  };
}

/** A user-defined function that gives a table, where it stands alone. @throws SqlError 0A000 beside others in ROWS FROM */
function onlyRoutine(
  checker: Checker,
  table: FunctionTable
): ReturnType<typeof planFunctionTable> | undefined {
  for (const { call } of table.items) {
    const routines = call.kind === 'call' ? routinesOf(checker, call) : undefined;
    if (!routines || !givesTable(routines) || call.kind !== 'call') continue;
    const span = checker.at(call);
    if (table.items.length > 1)
      throw unsupported(`${call.name.object}() in ROWS FROM`, span, 'join what the functions give');
    const { rel, columns, name } = routineTable(checker, call, routines);
    const only =
      columns.length === 1 && table.alias?.columns.length === 0 ? table.alias.name?.text : undefined;
    const names = table.items[0].alias?.columns.map((column) => column.name) ?? [];
    return {
      rel,
      columns: columns.map((column, i) => ({ ...column, name: names[i] ?? only ?? column.name })),
      name
    };
  }
  return undefined;
}

function planItem(checker: Checker, item: FunctionTableItem): GeneratorItem {
  const planned = generatorOrValue(checker, item.call);
  const names = item.alias?.columns.map((column) => column.name) ?? [];
  const columns = planned.columns.map((column, i) =>
    i < names.length ? { ...column, name: names[i] } : column
  );
  return { ...planned, columns };
}

function generatorOrValue(checker: Checker, call: Expr): GeneratorItem {
  if (call.kind === 'call' && !routinesOf(checker, call)) {
    const name = functionName(call.name);
    const overloads = overloadsOf(checker, call, name);
    if (overloads[0].kind === 'generator')
      return generatorItem(checker, call, overloads as readonly GeneratorOverload[], name);
  }
  const value = checker.check(call);
  const name = outputName(call);
  return {
    name,
    args: [value],
    columns: [{ name, type: value.type }],
    fn: ([datum]) => [[datum]],
    nullable: true
  };
}
