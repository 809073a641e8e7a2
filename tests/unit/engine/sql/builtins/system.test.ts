import { describe, expect, it } from 'vitest';
import { evaluate, makeContext } from '../../../../support/call-builtin';
import { codeOf } from '../../../../support/sql-state';

const RESULTS: readonly (readonly [call: string, out: string | null])[] = [
  ['current_database()', 'defaultdb'],
  ['current_schema()', 'public'],
  ['current_schemas(true)', '{pg_catalog,public}'],
  ['current_user()', 'root'],
  ["current_setting('application_name')", 'tests'],
  ["current_setting('woo', true)", null],
  ["set_config('application_name', 'other', false)", 'other'],
  ['pg_typeof(1)', 'bigint'],
  ['pg_typeof(sign(1::decimal))', 'numeric'],
  ["pg_typeof('a'::varchar)", 'character varying'],
  ['pg_typeof(NULL)', 'unknown'],
  ["pg_collation_for('foo')", '"default"'],
  ["format_type('bool'::regtype, NULL)", 'boolean'],
  ["format_type('varchar'::regtype, 14)", 'character varying(10)'],
  ["format_type('int[]'::regtype, -1)", 'bigint[]'],
  ['pg_size_pretty(10239)', '10239 bytes'],
  ['pg_size_pretty(123456789)', '118 MB'],
  ["pg_size_bytes('1.5 kB')", '1536'],
  ['pg_encoding_to_char(6)', 'UTF8'],
  ['pg_encoding_to_char(7)', null],
  ['pg_is_in_recovery()', 'f'],
  ['pg_advisory_unlock(1)', 't'],
  ["int8('12')", '12'],
  ['text(1.50)', '1.50'],
  ["date('2024-01-02 03:04:05'::timestamp)", '2024-01-02'],
  ["has_table_privilege('t', 'SELECT')", 't'],
  ['crdb_internal.node_id()', '1'],
  ['crdb_internal.cluster_id()', '11111111-2222-4333-8444-555555555555'],
  ["crdb_internal.datums_to_bytes(1, 'a', true)", '\\x891261000189'],
  ['crdb_internal.round_decimal_values(1.2345, 2)', '1.23'],
  ['crdb_internal.assignment_cast(12.7, NULL::int)', '13'],
  ["crdb_internal.redact('‹0› x ‹0›')", '‹×› x ‹×›'],
  ['crdb_internal.humanize_bytes(1024)', '1.0 KiB'],
  ["crdb_internal.is_at_least_version('21.2')", 't'],
  ["crdb_internal.increment_feature_counter('x')", 't'],
  ['crdb_internal.void_func()', ''],
  ['cluster_logical_timestamp()', '1715257122022952000.0000000000'],
  ["nextval('s')", '7'],
  ["setval('s', 12)", '12'],
  ['unique_rowid()', '1001'],
  ['length(uuid_v4())', '16'],
  ["uuid_to_ulid('0178951c-b665-30a7-19a2-a18999834858')", '01F2AHSDK562KHK8N1H6CR6J2R'],
  ["ulid_to_uuid('01F2AHSDK562KHK8N1H6CR6J2R')", '0178951c-b665-30a7-19a2-a18999834858'],
  ["to_uuid('63616665-6630-3064-6465-616462656566')", '\\x63616665663030646465616462656566'],
  ["from_uuid('\\x63616665663030646465616462656566'::bytes)", '63616665-6630-3064-6465-616462656566'],
  // RFC 4122's namespaces and the results of Python's uuid module.
  ["uuid_generate_v5(uuid_ns_dns(), 'python.org')", '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
  ["uuid_generate_v3(uuid_ns_dns(), 'python.org')", '6fa459ea-ee8a-3ca4-894e-db77e160355e']
];

const FAILURES: readonly (readonly [call: string, code: string])[] = [
  ["current_setting('woo')", '42704'],
  ['pg_collation_for(1)', '42804'],
  ["pg_size_bytes('1 furlong')", '22023'],
  ["int8('abc')", '22P02'],
  ['uuid(1)', '42883'],
  ["has_table_privilege('t', 'USAGE')", '22023'],
  ["crdb_internal.force_error('12345', 'boom')", '12345'],
  ["crdb_internal.force_error('', 'boom')", 'XXUUU'],
  ["crdb_internal.force_assertion_error('boom')", 'XX000'],
  ["crdb_internal.force_retry('1h'::interval)", '40001'],
  ["crdb_internal.force_log_fatal('x')", '42501'],
  ["crdb_internal.force_panic('x')", '42501'],
  ["to_uuid('63616665-6630-3064-6465')", '22P02'],
  ["from_uuid('\\x66303064'::bytes)", '22P02'],
  ["ulid_to_uuid('x')", '22P02'],
  ['gen_random_bytes(1025)', '22023'],
  ['gateway_region()', '22023']
];

describe('functions about the session, the catalog and the cluster', () => {
  it.each(RESULTS)('%s', (call, out) => {
    expect(evaluate(call)).toBe(out);
  });

  it.each(FAILURES)('%s fails with %s', (call, code) => {
    expect(codeOf(() => evaluate(call))).toBe(code);
  });

  it('makes UUIDs of the right versions from the chance of the run', () => {
    expect(evaluate('gen_random_uuid()')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    );
    expect(evaluate('uuid_generate_v1()')).toMatch(/^[0-9a-f-]{14}1[0-9a-f]{3}-[89ab]/);
    expect(evaluate('gen_random_uuid()')).toBe(evaluate('gen_random_uuid()'));
    const ctx = makeContext();
    expect(evaluate('gen_random_uuid()', ctx)).not.toBe(evaluate('gen_random_uuid()', ctx));
  });

  it('asks the catalog where there is one', () => {
    const catalog = {
      tableName: () => 't',
      tableIsVisible: () => true,
      comment: () => 'waa',
      viewDefinition: () => undefined,
      indexDefinition: () => undefined,
      constraintDefinition: () => undefined,
      serialSequence: () => undefined,
      roleName: (oid: number) => (oid === 1 ? 'root' : undefined),
      hasPrivilege: (user: string) => (user === 'root' ? true : undefined),
      typeOf: () => undefined
    };
    const ctx = makeContext({ catalog });
    expect(evaluate('obj_description(104::oid)', ctx)).toBe('waa');
    expect(evaluate('pg_get_viewdef(104::oid)', ctx)).toBeNull();
    expect(evaluate('pg_get_userbyid(1::oid)', ctx)).toBe('root');
    expect(evaluate('pg_get_userbyid(20::oid)', ctx)).toBe('unknown (OID=20)');
    expect(evaluate("has_table_privilege('root', 't', 'SELECT')", ctx)).toBe('t');
    expect(codeOf(() => evaluate("has_table_privilege('carl', 't', 'SELECT')", ctx))).toBe('42P01');
  });
});
