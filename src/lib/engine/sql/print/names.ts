import type { IndexName, Name, ObjectName, RoleSpec, SchemaName, TableName, TablePattern } from '../ast/name';
import { CLASS_UNRESERVED, FUNCTION_NAME, KEYWORDS } from '../lex/keywords';
import { normalizeName } from '../lex/normalize';

/** Names as they must be written to be read back: quoted where they are reserved, or not what folding would make of them. */

/** Words that are not reserved but that the grammar looks twice at. CockroachDB quotes them too (`lexbase/predicates.go`). */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'generated',
  'of',
  'ordinality',
  'reset',
  'role',
  'set',
  'tenant'
]);

/** Calls with a syntax of their own whose plain form is written like any other call. */
const CALLABLE: ReadonlySet<string> = new Set([
  ...[
    'extract',
    'extract_duration',
    'overlay',
    'substring',
    'greatest',
    'least',
    'current_date',
    'current_schema'
  ],
  ...['current_timestamp', 'current_time', 'localtimestamp', 'localtime', 'current_user', 'session_user']
]);

const PLAIN = /^[a-z_][a-z0-9_$]*$/;
/** Characters of a name beyond ASCII, but for those that the lexer takes for slips of a word processor. */
const WIDE = /^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/;
const SLIPS = /[\u00a0\u200b\u2018\u2019\u201c-\u201e\ufeff]/;

function isPlain(text: string): boolean {
  if (PLAIN.test(text)) return true;
  return WIDE.test(text) && !SLIPS.test(text) && normalizeName(text) === text;
}

function isReserved(text: string): boolean {
  const flags = KEYWORDS.get(text.toUpperCase());
  return flags !== undefined && (!(flags & CLASS_UNRESERVED) || AMBIGUOUS.has(text));
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A name where keywords would be misread. */
export function quoteName(text: string): string {
  return isPlain(text) && !isReserved(text) ? text : quoted(text);
}

/** A name where any word may stand: behind a dot or AS. */
export function quoteAnyName(text: string): string {
  return isPlain(text) ? text : quoted(text);
}

/** The parts of a name joined by dots; those that are undefined are left out. */
export function dottedName(...parts: readonly (string | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined);
  return given.map((part, i) => (i === 0 ? quoteName(part) : quoteAnyName(part))).join('.');
}

export function printName(name: Name): string {
  return quoteName(name.text);
}

export function printNames(names: readonly Name[]): string {
  return names.map(printName).join(', ');
}

export function printTableName({ catalog, schema, table }: TableName): string {
  return dottedName(catalog, schema, table);
}

export function printTableNames(names: readonly TableName[]): string {
  return names.map(printTableName).join(', ');
}

export function printObjectName({ catalog, schema, object }: ObjectName): string {
  return dottedName(catalog, schema, object);
}

/** A function's name, which may be a word that is reserved elsewhere. */
export function printFunctionName(name: ObjectName): string {
  if (name.schema !== undefined) return printObjectName(name);
  const flags = KEYWORDS.get(name.object.toUpperCase());
  const isCallable = flags === undefined || flags & FUNCTION_NAME || CALLABLE.has(name.object);
  return isCallable ? quoteAnyName(name.object) : quoted(name.object);
}

export function printSchemaName({ catalog, schema }: SchemaName): string {
  return catalog === undefined ? quoteName(schema) : `${quoteName(catalog)}.${quoteName(schema)}`;
}

export function printIndexName({ table, catalog, schema, index }: IndexName): string {
  return table ? `${printTableName(table)}@${quoteAnyName(index)}` : dottedName(catalog, schema, index);
}

export function printTablePattern({ catalog, schema, table }: TablePattern): string {
  if (table !== undefined) return dottedName(catalog, schema, table);
  const prefix = dottedName(catalog, schema);
  return prefix === '' ? '*' : `${prefix}.*`;
}

export function printRole(role: RoleSpec): string {
  return role.kind === 'role' ? quoteName(role.name) : role.name.toUpperCase();
}

export function printRoles(roles: readonly RoleSpec[]): string {
  return roles.map(printRole).join(', ');
}

/** A collation as CockroachDB spells it: `en_US`, `zh_Hant_TW`, extensions in lower case. */
export function printLocale(locale: string): string {
  const [language, ...subtags] = locale.toLowerCase().split(/[-_]/);
  const extension = subtags.findIndex((tag) => tag.length === 1);
  const spelled = subtags.map((tag, i) => {
    if (extension >= 0 && i >= extension) return tag;
    if (tag.length === 2) return tag.toUpperCase();
    return tag.length === 4 ? tag[0].toUpperCase() + tag.slice(1) : tag;
  });
  return [language, ...spelled]
    .map((tag) => tag.replaceAll('"', '""'))
    .join('_')
    .replace(/^.*[^A-Za-z0-9_].*$/, '"$&"');
}

/** The name of a variable or setting: its parts are joined by dots already. */
export function printSettingName(name: string): string {
  return name
    .split('.')
    .map((part, i) => (i === 0 ? quoteName(part) : quoteAnyName(part)))
    .join('.');
}
