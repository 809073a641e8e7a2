import type { OtherStatement } from '../ast/other';
import { CLASS_IDENTIFIER, type Keyword, NAME, NON_RESERVED } from '../lex/keywords';
import type { Cursor } from './cursor';
import { expr, tightExpr } from './expr';
import { Grammar, type Reader } from './grammar';
import {
  functionName,
  indexName,
  name,
  roleSpec,
  schemaName,
  settingName,
  tableName,
  tablePattern
} from './names';
import { optWithOptions, optionList, stringOrPlaceholder, textOrPlaceholder } from './options';
import { application } from './primary';
import { routineParam, routineRef } from './routine';
import { optAsOf, optWhere } from './select';
import { signedInteger } from './sequence-options';
import { clusterSettingChange } from './session';
import { anyStatement, copySource } from './statement';
import { storageKey, storageParameter } from './table-def';
import { anyQuery, stringConstant } from './txn';
import { checkInt64, iconst32, iconst64, typeRef } from './types';

/**
 * Statements that are checked and kept as text only: backups, imports, routines, triggers, policies, virtual clusters,
 * replication, traces. Their grammar stands here as text (`grammar.ts`), after docs v26.2 `sql-grammar.md`.
 */

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['expr', { read: expr }],
  ['tight', { read: tightExpr }],
  ['query', { read: anyQuery }],
  ['name', { read: (p) => name(p, 'new_name'), starts: (p) => p.isName(NAME) }],
  ['table', { read: (p) => tableName(p), starts: (p) => p.isName(NAME) }],
  ['object', { read: (p) => tableName(p, 'new_name') }],
  ['index', { read: indexName }],
  ['schema', { read: schemaName }],
  ['type', { read: typeRef }],
  ['role', { read: roleSpec }],
  ['setting', { read: (p) => settingName(p, 'cluster_setting') }],
  ['text', { read: (p) => textOrPlaceholder(p, 'string'), starts: (p) => isText(p) }],
  ['string', { read: (p) => stringOrPlaceholder(p, 'string') }],
  ['literal', { read: stringConstant, starts: (p) => p.kind === 'string' }],
  ['word', { read: word }],
  ['int', { read: checkInt64, starts: (p) => p.kind === 'int' }],
  ['int32', { read: iconst32 }],
  ['signed', { read: signedInteger }],
  ['with_options', { read: (p) => optWithOptions(p, 'storage_parameter'), starts: (p) => p.at('WITH') }],
  ['options', { read: (p) => optionList(p, 'schedule_option') }],
  ['as_of', { read: optAsOf, starts: (p) => p.at('AS') && p.peek(1) === 'OF' }],
  ['where', { read: optWhere }],
  ['call', { read: (p) => application(p, p.offset, functionName(p)) }],
  ['routine', { read: routineRef }],
  ['param', { read: routineParam, starts: (p) => p.kind !== ')' }],
  ['pattern', { read: tablePattern, starts: (p) => p.isName(NAME) || p.kind === '*' }],
  ['function_name', { read: functionName }],
  ['setting_change', { read: clusterSettingChange, starts: (p) => p.at('SET') || p.at('RESET') }],
  ['copy_source', { read: copySource }],
  ['trigger_arg', { read: triggerArgument, starts: (p) => p.kind !== ')' }],
  ['atomic_body', { read: atomicBody }],
  ['do_body', { read: doBody }],
  ['copy_format', { read: copyFormat }],
  ['unsupported_where', { read: (p) => p.unsupported('COPY … WHERE') }],
  ['table_once', { read: tableOnce }],
  ['storage', { read: storageParameter }],
  ['storage_key', { read: storageKey }],
  ['id_of_cluster', { read: clusterId }]
]);

function isText(p: Cursor): boolean {
  return p.kind === 'string' || p.kind === 'placeholder' || p.isName(NON_RESERVED);
}

/** A word that is not reserved, or a string. */
function word(p: Cursor): void {
  if (p.kind !== 'string' && !p.isName(NON_RESERVED)) p.fail();
  p.next();
}

/** A number, a string or any word. */
function triggerArgument(p: Cursor): void {
  if (p.kind !== 'int' && p.kind !== 'decimal' && p.kind !== 'string' && p.tokens.flags[p.pos] === 0)
    p.fail();
  p.next();
}

/** `(statement ;)* END` */
function atomicBody(p: Cursor): void {
  p.enter();
  while (!p.at('END')) {
    if (p.eat('RETURN')) expr(p);
    else anyStatement(p);
    p.expect(';');
  }
  p.expect('END');
  p.leave();
}

/** The body of DO and its language, each once and in either order. */
function doBody(p: Cursor): void {
  let hasBody = false;
  let language: string | undefined;
  do {
    if (p.eat('LANGUAGE')) {
      if (language !== undefined) p.fail('conflicting or redundant options');
      language = p.tokenText().toLowerCase();
      word(p);
    } else {
      if (hasBody) p.fail('conflicting or redundant options');
      stringConstant(p);
      hasBody = true;
    }
  } while (p.kind === 'string' || p.at('LANGUAGE'));
  if (!hasBody) p.fail('no inline code specified');
  if (language !== undefined && language !== 'plpgsql') p.fail(`language "${language}" does not exist`);
}

function copyFormat(p: Cursor): void {
  if (p.kind !== 'string') {
    p.expectOneOf('BINARY', 'CSV', 'TEXT');
    return;
  }
  const format = p.tokenText();
  if (format !== 'text' && format !== 'csv' && format !== 'binary')
    p.fail(`COPY format "${format}" not recognized`);
  p.next();
}

/** A table that has not been given a function before in the same statement. */
function tableOnce(p: Cursor): void {
  const written = () => {
    const { catalog, schema, table } = tableName(p);
    return JSON.stringify([catalog, schema, table]);
  };
  const table = written();
  const end = p.pos;
  for (let i = 0; i < end - 2; i++) {
    if (p.tokens.kinds[i] !== 'FOR' || p.tokens.kinds[i + 1] !== 'TABLE') continue;
    p.moveTo(i + 2);
    const isSame = written() === table && p.pos < end;
    p.moveTo(end);
    if (isSame) p.failAt(end - 1, 'multiple functions specified for one table');
  }
}

/** A virtual cluster is named by its number here. */
function clusterId(p: Cursor): void {
  if (p.isName(CLASS_IDENTIFIER)) p.fail('invalid syntax');
  if (iconst64(p) === 0) p.failAt(p.pos - 1, 'invalid tenant ID');
}

const RULES = {
  uris: "'(' { <text> } ')' | <text>",
  targets: 'TABLE { <pattern> } | DATABASE { <name> } | <virtual_cluster> <id_of_cluster> | { <pattern> }',
  virtual_cluster: 'TENANT | VIRTUAL CLUSTER',
  if_not_exists: 'IF NOT EXISTS',
  if_exists: 'IF EXISTS',
  behavior: 'CASCADE | RESTRICT',
  backup_options: "WITH ( OPTIONS '(' {* <backup_option> } ')' | {* <backup_option> } )",
  backup_option:
    'ENCRYPTION_PASSPHRASE = <text> | REVISION_HISTORY [ = <expr> ] | DETACHED [ = ( TRUE | FALSE ) ] | KMS = <uris> | ' +
    'EXECUTION LOCALITY = <text> | INCLUDE_ALL_SECONDARY_TENANTS [ = <expr> ] | INCLUDE_ALL_VIRTUAL_CLUSTERS [ = <expr> ] | ' +
    'UPDATES_CLUSTER_MONITORING_METRICS [ = <expr> ] | STRICT STORAGE LOCALITY',
  backup: '[ <targets> ] INTO ( LATEST IN <uris> | <uris> [ IN <uris> ] ) [ <as_of> ] [ <backup_options> ]',
  restore: '[ SYSTEM USERS | <targets> ] FROM <text> IN <uris> [ <as_of> ] [ <restore_options> ]',
  restore_options: "WITH ( OPTIONS '(' {* <restore_option> } ')' | {* <restore_option> } )",
  restore_option:
    'ENCRYPTION_PASSPHRASE = <text> | KMS = <uris> | INTO_DB = <text> | SKIP_MISSING_FOREIGN_KEYS | SKIP_MISSING_SEQUENCES | ' +
    'SKIP_MISSING_SEQUENCE_OWNERS | SKIP_MISSING_VIEWS | SKIP_MISSING_UDFS | DETACHED | SKIP_LOCALITIES_CHECK | ' +
    'NEW_DB_NAME = <text> | TENANT_NAME = <text> | VIRTUAL_CLUSTER_NAME = <text> | TENANT = <text> | ' +
    'VIRTUAL_CLUSTER = <text> | SCHEMA_ONLY | VERIFY_BACKUP_TABLE_DATA | UNSAFE_RESTORE_INCOMPATIBLE_VERSION | ' +
    'EXECUTION LOCALITY = <text> | EXPERIMENTAL [ DEFERRED ] COPY | REMOVE_REGIONS | GRANTS',
  import: "INTO <table> [ '(' { <name> } ')' ] <name> DATA '(' { <text> } ')' [ <with_options> ]",
  export: 'INTO <name> <text> [ <with_options> ] FROM <query>',
  copy:
    "( '(' <copy_source> ')' TO STDOUT | <table> [ '(' { <name> } ')' ] ( FROM STDIN | TO STDOUT ) ) [ <copy_options> ] " +
    '[ WHERE <unsupported_where> ]',
  copy_options: "[ WITH ] ( '(' {* <copy_generic> } ')' | <copy_plain> <copy_plain> * )",
  copy_plain:
    'DESTINATION = <text> | BINARY | CSV | DELIMITER <text> | NULL <text> | HEADER | QUOTE <literal> | ESCAPE <literal> | ' +
    'ENCODING <literal> | OIDS <no_copy> | FREEZE <no_copy> | FORCE <no_copy>',
  copy_generic:
    'DESTINATION <text> | FORMAT <copy_format> | DELIMITER <text> | NULL <text> | HEADER [ TRUE | FALSE ] | QUOTE <literal> | ' +
    'ESCAPE <literal> | ENCODING <literal> | OIDS <no_copy> | FREEZE <no_copy> | FORCE_QUOTE <no_copy> | ' +
    'FORCE_NOT_NULL <no_copy> | FORCE_NULL <no_copy>',
  create_procedure:
    "<object> '(' [ { <param> [ ( DEFAULT | = ) <expr> ] } ] ')' <routine_option> * [ <routine_body> ]",
  routine_option:
    'AS <literal> [ , <literal> ] | LANGUAGE <word> | TRANSFORM <no_routine> | WINDOW <no_routine> | <common_option>',
  common_option:
    'CALLED ON NULL INPUT | RETURNS NULL ON NULL INPUT | STRICT | IMMUTABLE | STABLE | VOLATILE | ' +
    '[ EXTERNAL ] SECURITY ( DEFINER | INVOKER ) | [ NOT ] LEAKPROOF | COST <no_routine> | ROWS <no_routine> | ' +
    'SUPPORT <no_routine> | SET <no_routine> | PARALLEL <no_routine>',
  routine_body: 'RETURN <expr> | BEGIN ATOMIC <atomic_body>',
  drop_routine: '[ <if_exists> ] { <routine> } [ <behavior> ]',
  alter_function:
    '<routine> ( RENAME TO <name> | SET SCHEMA <name> | OWNER TO <role> | [ NO ] DEPENDS ON EXTENSION <name> | ' +
    '<common_option> <common_option> * [ RESTRICT ] )',
  alter_procedure: '<routine> ( RENAME TO <name> | SET SCHEMA <name> | OWNER TO <role> )',
  create_trigger:
    '<name> ( BEFORE | AFTER | INSTEAD OF ) <trigger_event> <more_events> * ON <table> ' +
    '[ REFERENCING <transition> <transition> * ] [ FOR [ EACH ] ( ROW | STATEMENT ) ] [ WHEN <expr> ] ' +
    "EXECUTE ( FUNCTION | PROCEDURE ) <function_name> '(' [ { <trigger_arg> } ] ')'",
  trigger_event: 'INSERT | DELETE | UPDATE [ OF { <name> } ] | TRUNCATE',
  more_events: 'OR <trigger_event>',
  transition: '( NEW | OLD ) ( ROW | TABLE ) [ AS ] <name>',
  drop_on_table: '[ <if_exists> ] <name> ON <table> [ <behavior> ]',
  create_policy:
    '[ <if_not_exists> ] <name> ON <table> [ AS ( PERMISSIVE | RESTRICTIVE ) ] ' +
    '[ FOR ( ALL | SELECT | INSERT | UPDATE | DELETE ) ] [ TO { <role> } ] [ <policy_exprs> ]',
  alter_policy: '<name> ON <table> [ RENAME TO <name> | TO { <role> } [ <policy_exprs> ] | <policy_exprs> ]',
  policy_exprs: 'USING <bracketed> [ WITH CHECK <bracketed> ] | WITH CHECK <bracketed> [ USING <bracketed> ]',
  bracketed: "'(' <expr> ')'",
  create_extension: '[ <if_not_exists> ] <name> [ WITH <no_extension> ]',
  cluster_spec: "'[' <expr> ']' | <tight>",
  replication_options: "WITH ( OPTIONS '(' {* <replication_option> } ')' | {* <replication_option> } )",
  replication_option: 'RETENTION = <tight> | READ VIRTUAL CLUSTER',
  create_cluster:
    '[ <if_not_exists> ] <cluster_spec> [ FROM REPLICATION OF <tight> ON <tight> [ <replication_options> ] ]',
  drop_cluster: '[ <if_exists> ] <cluster_spec> [ IMMEDIATE ]',
  alter_cluster: 'ALL <setting_change> | <cluster_spec> <cluster_change>',
  cluster_change:
    'RENAME TO <tight> | RESET DATA TO SYSTEM TIME <expr> | START SERVICE ( EXTERNAL | SHARED ) | STOP SERVICE | ' +
    'PAUSE REPLICATION | RESUME REPLICATION | COMPLETE REPLICATION TO ( LATEST | SYSTEM TIME <expr> ) | ' +
    'SET REPLICATION ( SOURCE EXPIRATION WINDOW = <tight> | {* <replication_option> } ) | ' +
    'START REPLICATION OF <tight> ON <tight> [ <replication_options> ] | ' +
    '( GRANT | REVOKE ) ( ALL CAPABILITIES | CAPABILITY { <setting> [ ( = | TO ) <capability_value> ] } ) | <setting_change>',
  capability_value: 'ON | NONE | <expr>',
  show_one_cluster: '( ALL | <cluster_spec> ) <show_cluster>',
  for_cluster: '<virtual_cluster> <cluster_spec>',
  row: "'(' { <expr> } ')'",
  int_only: '<int>',
  completions: '<int> FOR <literal>',
  transfer_state: '[ WITH <literal> ]',
  trace: 'FOR SESSION',
  show_cluster: '[ WITH { REPLICATION STATUS | CAPABILITIES | PRIOR REPLICATION DETAILS } ]',
  replication_resources: "TABLE <table> | TABLES '(' { <table> } ')' | DATABASE <name>",
  create_stream:
    'FROM <replication_resources> ON <text> INTO <replication_resources> ' +
    "[ WITH ( OPTIONS '(' {* <stream_option> } ')' | {* <stream_option> } ) ]",
  stream_option:
    'CURSOR = <text> | MODE = <text> | DEFAULT FUNCTION = <text> | DISCARD = <text> | SKIP SCHEMA CHECK | LABEL = <text> | ' +
    'PARENT = <text> | FUNCTION <object> FOR TABLE <table_once>',
  create_replicated:
    '<replication_resources> FROM <replication_resources> ON <text> ' +
    "[ WITH ( OPTIONS '(' {* <replicated_option> } ')' | {* <replicated_option> } ) ]",
  replicated_option:
    'MODE = <text> | DISCARD = <text> | LABEL = <text> | UNIDIRECTIONAL | BIDIRECTIONAL ON <text>',
  alter_backup: '<text> [ IN <text> ] <backup_kms> <backup_kms> *',
  backup_kms: 'ADD NEW_KMS = <uris> WITH OLD_KMS = <uris>',
  alter_backup_schedule: '<int> { <backup_schedule_change> }',
  backup_schedule_change:
    'SET LABEL <text> | SET INTO <uris> | SET WITH <backup_option> | SET RECURRING <string> | SET FULL BACKUP ALWAYS | ' +
    'SET FULL BACKUP <string> | SET SCHEDULE OPTION <options> | EXECUTE IMMEDIATELY | EXECUTE FULL IMMEDIATELY',
  schedule_backup:
    '[ <targets> ] INTO <uris> [ <backup_options> ] RECURRING <string> [ FULL BACKUP ( ALWAYS | <string> ) ] ' +
    "[ WITH SCHEDULE OPTIONS ( '(' <options> ')' | <options> ) ]",
  scrub: 'DATABASE <name> [ <as_of> ] | TABLE <table> [ <as_of> ] [ WITH OPTIONS { <scrub_option> } ]',
  scrub_option:
    "INDEX ALL | INDEX '(' { <name> } ')' | CONSTRAINT ALL | CONSTRAINT '(' { <name> } ')' | PHYSICAL",
  inspect: '( TABLE <table> | DATABASE <object> ) [ <as_of> ] [ WITH OPTIONS { <inspect_option> } ]',
  inspect_option: "INDEX ALL | INDEX '(' { <index> } ')' | DETACHED [ = ( TRUE | FALSE ) ]",
  show_backup:
    '( SCHEMAS | FILES | RANGES | VALIDATE ) FROM <text> IN <uris> [ <show_backup_options> ] | ' +
    'FROM <text> IN <uris> [ <show_backup_options> ] | <text> IN <uris> [ <show_backup_options> ]',
  show_backup_options: "WITH ( OPTIONS '(' {* <show_backup_option> } ')' | {* <show_backup_option> } )",
  show_backup_option:
    'AS_JSON | CHECK_FILES | SKIP SIZE | NOWAIT | DEBUG_IDS | KMS = <uris> | ENCRYPTION_PASSPHRASE = <text> | PRIVILEGES',
  show_backups:
    'IN <uris> [ ( NEWER | OLDER ) THAN <expr> [ ( NEWER | OLDER ) THAN <expr> ] ] ' +
    "[ WITH ( OPTIONS '(' { <show_backups_option> } ')' | { <show_backups_option> } ) ]",
  show_backups_option: 'REVISION START TIME',
  fingerprints:
    'FROM ( TABLE <table> | <virtual_cluster> <cluster_spec> ) ' +
    "[ WITH ( OPTIONS '(' {* <fingerprint_option> } ')' | {* <fingerprint_option> } ) ]",
  fingerprint_option: 'START TIMESTAMP = <tight> | EXCLUDE COLUMNS = <uris>',
  inspect_errors: '[ FOR TABLE <table> ] [ FOR JOB <int> ] [ WITH DETAILS ]',
  statement_hints: "FOR <text> [ WITH ( OPTIONS '(' { DETAILS } ')' | { DETAILS } ) ]",
  index_storage: "{ SET '(' { <storage> } ')' | RESET '(' { <storage_key> } ')' }",
  unlisten: '<anything> | <object>',
  anything: "'*'"
} as const;

/** What CockroachDB's grammar names only to refuse it, each with the words of the answer. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['no_copy', 'this option of COPY'],
  ['no_routine', 'this option of a routine'],
  ['no_extension', 'CREATE EXTENSION … WITH']
]);

let grammar: Grammar | undefined;

/** Compiled when the first such statement is met: most runs never meet one. */
function theGrammar(): Grammar {
  if (grammar) return grammar;
  const readers = new Map(READERS);
  for (const [rule, feature] of REFUSED) readers.set(rule, { read: (p) => p.unsupported(feature) });
  grammar = new Grammar(RULES, readers);
  return grammar;
}

interface Entry {
  /** The words behind the first one. */
  readonly words: readonly Keyword[];
  /** The rule for what follows them; undefined where nothing does. */
  readonly rule: string | undefined;
  readonly feature: string;
  /** True where CockroachDB refuses the statement whatever follows. */
  readonly refused: boolean;
}

const ENTRIES = new Map<string, Entry[]>();

function add(first: Keyword, words: string, rule?: keyof typeof RULES, refused = false): void {
  const list = words === '' ? [] : (words.split(' ') as Keyword[]);
  const entries = ENTRIES.get(first) ?? [];
  entries.push({ words: list, rule, feature: [first, ...list].join(' '), refused });
  ENTRIES.set(first, entries);
}

add('BACKUP', '', 'backup');
add('RESTORE', '', 'restore');
add('IMPORT', '', 'import');
add('EXPORT', '', 'export');
add('COPY', '', 'copy');
add('CALL', '');
add('DO', '');
add('INSPECT', '', 'inspect');
add('UNLISTEN', '', 'unlisten');
add('EXPERIMENTAL', 'SCRUB', 'scrub');
for (const what of ['TABLE', 'INDEX', 'SCHEMA', 'DATABASE', 'SYSTEM']) add('REINDEX', what, undefined, true);

add('CREATE', 'PROCEDURE', 'create_procedure');
add('CREATE', 'OR REPLACE PROCEDURE', 'create_procedure');
add('CREATE', 'TRIGGER', 'create_trigger');
add('CREATE', 'OR REPLACE TRIGGER', 'create_trigger');
add('CREATE', 'POLICY', 'create_policy');
add('CREATE', 'EXTENSION', 'create_extension');
add('CREATE', 'TENANT', 'create_cluster');
add('CREATE', 'VIRTUAL CLUSTER', 'create_cluster');
add('CREATE', 'LOGICAL REPLICATION STREAM', 'create_stream');
add('CREATE', 'LOGICALLY REPLICATED', 'create_replicated');
for (const what of [
  ...[
    'ACCESS METHOD',
    'AGGREGATE',
    'CAST',
    'CONSTRAINT TRIGGER',
    'CONVERSION',
    'DEFAULT CONVERSION',
    'FOREIGN TABLE'
  ],
  ...[
    'FOREIGN DATA',
    'OPERATOR',
    'PUBLICATION',
    'RULE',
    'OR REPLACE RULE',
    'SERVER',
    'SUBSCRIPTION',
    'TABLESPACE',
    'TEXT'
  ],
  ...[
    'DOMAIN',
    'LANGUAGE',
    'OR REPLACE LANGUAGE',
    'TRUSTED LANGUAGE',
    'PROCEDURAL LANGUAGE',
    'TRUSTED PROCEDURAL LANGUAGE'
  ]
])
  add('CREATE', what, undefined, true);

add('ALTER', 'FUNCTION', 'alter_function');
add('ALTER', 'PROCEDURE', 'alter_procedure');
add('ALTER', 'POLICY', 'alter_policy');
add('ALTER', 'TENANT', 'alter_cluster');
add('ALTER', 'VIRTUAL CLUSTER', 'alter_cluster');
add('ALTER', 'BACKUP SCHEDULE', 'alter_backup_schedule');
add('ALTER', 'BACKUP', 'alter_backup');
add('ALTER', 'DOMAIN', undefined, true);
add('ALTER', 'AGGREGATE', undefined, true);

add('DROP', 'PROCEDURE', 'drop_routine');
add('DROP', 'TRIGGER', 'drop_on_table');
add('DROP', 'POLICY', 'drop_on_table');
add('DROP', 'TENANT', 'drop_cluster');
add('DROP', 'VIRTUAL CLUSTER', 'drop_cluster');
for (const what of [
  ...[
    'ACCESS METHOD',
    'AGGREGATE',
    'CAST',
    'COLLATION',
    'CONVERSION',
    'DOMAIN',
    'EXTENSION',
    'FOREIGN TABLE',
    'FOREIGN DATA'
  ],
  ...['LANGUAGE', 'PROCEDURAL LANGUAGE', 'OPERATOR', 'PUBLICATION', 'RULE', 'SERVER', 'SUBSCRIPTION', 'TEXT']
])
  add('DROP', what, undefined, true);

add('SHOW', 'BACKUP', 'show_backup');
add('SHOW', 'BACKUPS', 'show_backups');
add('SHOW', 'FINGERPRINTS', 'fingerprints');
add('SHOW', 'EXPERIMENTAL_FINGERPRINTS', 'fingerprints');
add('SHOW', 'INSPECT ERRORS', 'inspect_errors');
add('SHOW', 'STATEMENT HINTS', 'statement_hints');
add('SHOW', 'LOGICAL REPLICATION JOBS WITH DETAILS');
add('SHOW', 'LOGICAL REPLICATION JOBS');
add('SHOW', 'TENANTS', 'show_cluster');
add('SHOW', 'VIRTUAL CLUSTERS', 'show_cluster');
add('SHOW', 'TENANT', 'show_one_cluster');
add('SHOW', 'VIRTUAL CLUSTER', 'show_one_cluster');
add('SHOW', 'HISTOGRAM', 'int_only');
add('SHOW', 'COMPLETIONS AT OFFSET', 'completions');
add('SHOW', 'TRANSFER STATE', 'transfer_state');
for (const prefix of ['', 'COMPACT '])
  for (const trace of ['TRACE', 'KV TRACE', 'EXPERIMENTAL_REPLICA TRACE'])
    add('SHOW', `${prefix}${trace}`, 'trace');

/**
 * A statement that begins with `first`, which is read, and goes on as one of the table; undefined, with nothing read, when
 * it is none of them. @throws SqlError 42601 for wrong grammar, 0A000 for what CockroachDB refuses
 */
export function otherStatement(p: Cursor, first: Keyword, offset: number): OtherStatement | undefined {
  for (const entry of ENTRIES.get(first) ?? []) {
    // What is refused is recognised, but not offered.
    if (entry.refused && entry.words.every((word, i) => p.peek(i) === word)) p.unsupported(entry.feature);
    if (entry.refused || !p.atWords(entry.words)) continue;
    for (const keyword of entry.words) p.expect(keyword);
    if (entry.rule !== undefined) theGrammar().read(p, entry.rule);
    return node(p, entry.feature, offset);
  }
  return undefined;
}

/** A statement that a rule of the table describes, where the caller knows which. */
export function otherByRule(
  p: Cursor,
  rule: keyof typeof RULES | 'call' | 'do_body',
  feature: string,
  offset: number
): OtherStatement {
  theGrammar().read(p, rule);
  return node(p, feature, offset);
}

function node(p: Cursor, feature: string, offset: number): OtherStatement {
  const span = p.spanFrom(offset);
  // Whatever constants were read are not kept.
  p.constants = Number.NEGATIVE_INFINITY;
  return { kind: 'other', feature, text: p.text.slice(span.offset, span.offset + span.length), span };
}
