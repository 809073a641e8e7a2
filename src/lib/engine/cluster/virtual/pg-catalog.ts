import { normalizeInt, type Datum } from '../../base/datum';
import { listedIndexes } from '../../catalog/descriptors';
import { pgIndexDefinition } from '../../catalog/ddl/show-create';
import { typeOid } from '../../sql/types/type-oid';
import type { SqlType } from '../../sql/types/type';
import { SESSION_VARIABLES, variableText } from '../session-variables';
import {
  databasesOf,
  listedDatabases,
  objectsOf,
  schemasOf,
  type VirtualDefinition,
  type VirtualRequest,
  type VirtualRow
} from './define';
import { indexOid, roleOid, VIRTUAL_NAMESPACES } from './oids';
import { attrdefs, attributes, classes, constraints, descriptions, indexes, pgIndex } from './pg-relations';
import { members, roles } from './pg-roles';
import { BUILT_IN_TYPES, typeCategory, typeLength, udtName } from './pg-types';

/** `pg_catalog`: the catalog in PostgreSQL's words, as tools ask for it. */

const define = (name: string, columns: string, rows: VirtualDefinition['rows']): VirtualDefinition => ({
  schema: 'pg_catalog',
  name,
  columns,
  rows
});

const none = (name: string, columns: string): VirtualDefinition => define(name, columns, () => []);

function* types(request: VirtualRequest): Iterable<VirtualRow> {
  const { catalog } = request;
  const row = (type: SqlType, namespace: number, owner: number): VirtualRow => ({
    oid: typeOid(type),
    typname: udtName(type, catalog),
    typnamespace: namespace,
    typowner: owner,
    typlen: typeLength(type),
    typbyval: false,
    typtype: type.family === 'enum' ? 'e' : 'b',
    typcategory: typeCategory(type),
    typispreferred: false,
    typisdefined: true,
    typdelim: ',',
    typrelid: 0,
    typelem: type.family === 'array' ? typeOid(type.elem) : 0,
    typarray: type.family === 'array' ? 0 : typeOid({ family: 'array', elem: type }),
    typnotnull: false,
    typbasetype: 0,
    typtypmod: -1,
    typndims: 0,
    typcollation: type.family === 'string' ? 3_403_232_968 : 0
  });
  const builtIn = VIRTUAL_NAMESPACES.get('pg_catalog')!; // a constant of the table
  for (const type of BUILT_IN_TYPES) yield row(type, builtIn, 0);
  for (const { schema, object } of objectsOf(request, ['type']))
    yield row(
      { family: 'enum', id: object.id, name: object.name },
      schema.id,
      roleOid(catalog, object.privileges.owner)
    );
}

function* enums(request: VirtualRequest): Iterable<VirtualRow> {
  for (const { object } of objectsOf(request, ['type']))
    for (const [i, member] of object.def.members.entries())
      yield {
        oid: object.id * 1000 + i,
        enumtypid: typeOid({ family: 'enum', id: object.id, name: object.name }),
        enumsortorder: i,
        enumlabel: member.label
      };
}

const DESCRIPTION = 'objoid:OID classoid:OID objsubid:INT4 description:STRING';

function settingOf(value: Datum): VirtualRow {
  return { setting: value, boot_val: value, reset_val: value };
}

export const PG_CATALOG: readonly VirtualDefinition[] = [
  define(
    'pg_class',
    'oid:OID relname:NAME relnamespace:OID reltype:OID reloftype:OID relowner:OID relam:OID relfilenode:OID reltablespace:OID relpages:INT4 reltuples:FLOAT4 relallvisible:INT4 reltoastrelid:OID relhasindex:BOOL relisshared:BOOL relpersistence:CHAR relistemp:BOOL relkind:CHAR relnatts:INT2 relchecks:INT2 relhasoids:BOOL relhaspkey:BOOL relhasrules:BOOL relhastriggers:BOOL relhassubclass:BOOL relfrozenxid:INT relacl:STRING[] reloptions:STRING[] relforcerowsecurity:BOOL relispartition:BOOL relispopulated:BOOL relreplident:CHAR relrewrite:OID relrowsecurity:BOOL relpartbound:STRING relminmxid:INT',
    classes
  ),
  define(
    'pg_attribute',
    'attrelid:OID attname:NAME atttypid:OID attstattarget:INT4 attlen:INT2 attnum:INT2 attndims:INT4 attcacheoff:INT4 atttypmod:INT4 attbyval:BOOL attstorage:CHAR attalign:CHAR attnotnull:BOOL atthasdef:BOOL attidentity:CHAR attgenerated:CHAR attisdropped:BOOL attislocal:BOOL attinhcount:INT4 attcollation:OID attacl:STRING[] attoptions:STRING[] attfdwoptions:STRING[] atthasmissing:BOOL attmissingval:STRING[] attishidden:BOOL',
    attributes
  ),
  define('pg_attrdef', 'oid:OID adrelid:OID adnum:INT2 adbin:STRING adsrc:STRING', attrdefs),
  define(
    'pg_index',
    'indexrelid:OID indrelid:OID indnatts:INT2 indisunique:BOOL indnullsnotdistinct:BOOL indisprimary:BOOL indisexclusion:BOOL indimmediate:BOOL indisclustered:BOOL indisvalid:BOOL indcheckxmin:BOOL indisready:BOOL indislive:BOOL indisreplident:BOOL indkey:STRING indcollation:STRING indclass:STRING indoption:STRING indexprs:STRING indpred:STRING indnkeyatts:INT2',
    pgIndex
  ),
  define(
    'pg_indexes',
    'crdb_oid:OID schemaname:NAME tablename:NAME indexname:NAME tablespace:NAME indexdef:STRING',
    function* (request) {
      for (const { schema, object, index } of indexes(request))
        yield {
          crdb_oid: indexOid(object, index),
          schemaname: schema.name,
          tablename: object.name,
          indexname: index.name,
          indexdef: pgIndexDefinition(object, index, request.catalog)
        };
    }
  ),
  define(
    'pg_tables',
    'schemaname:NAME tablename:NAME tableowner:NAME tablespace:NAME hasindexes:BOOL hasrules:BOOL hastriggers:BOOL rowsecurity:BOOL',
    function* (request) {
      for (const { schema, object } of objectsOf(request, ['table']))
        if (!object.materialized)
          yield {
            schemaname: schema.name,
            tablename: object.name,
            tableowner: object.privileges.owner,
            hasindexes: true,
            hasrules: false,
            hastriggers: false,
            rowsecurity: false
          };
    }
  ),
  define('pg_views', 'schemaname:NAME viewname:NAME viewowner:NAME definition:STRING', function* (request) {
    for (const { schema, object } of objectsOf(request, ['view']))
      yield {
        schemaname: schema.name,
        viewname: object.name,
        viewowner: object.privileges.owner,
        definition: object.querySql
      };
  }),
  define(
    'pg_matviews',
    'schemaname:NAME matviewname:NAME matviewowner:NAME tablespace:NAME hasindexes:BOOL ispopulated:BOOL definition:STRING',
    function* (request) {
      for (const { schema, object } of objectsOf(request, ['table']))
        if (object.materialized)
          yield {
            schemaname: schema.name,
            matviewname: object.name,
            matviewowner: object.privileges.owner,
            hasindexes: listedIndexes(object).length > 0,
            ispopulated: true,
            definition: object.materialized.querySql
          };
    }
  ),
  define('pg_namespace', 'oid:OID nspname:NAME nspowner:OID nspacl:STRING[]', function* (request) {
    for (const database of listedDatabases(request))
      for (const schema of schemasOf(request, database))
        yield {
          oid: schema.id,
          nspname: schema.name,
          nspowner: roleOid(request.catalog, schema.privileges.owner)
        };
    for (const [name, oid] of VIRTUAL_NAMESPACES) yield { oid, nspname: name, nspowner: 0 };
  }),
  define(
    'pg_database',
    'oid:OID datname:NAME datdba:OID encoding:INT4 datcollate:STRING datctype:STRING datistemplate:BOOL datallowconn:BOOL datconnlimit:INT4 datlastsysoid:OID datfrozenxid:INT datminmxid:INT dattablespace:OID datacl:STRING[]',
    function* (request) {
      for (const database of databasesOf(request))
        yield {
          oid: database.id,
          datname: database.name,
          datdba: roleOid(request.catalog, database.privileges.owner),
          encoding: 6,
          datcollate: 'en_US.utf8',
          datctype: 'en_US.utf8',
          datistemplate: false,
          datallowconn: true,
          datconnlimit: -1,
          dattablespace: 0
        };
    }
  ),
  define(
    'pg_constraint',
    'oid:OID conname:NAME connamespace:OID contype:CHAR condeferrable:BOOL condeferred:BOOL convalidated:BOOL conrelid:OID contypid:OID conindid:OID confrelid:OID confupdtype:CHAR confdeltype:CHAR confmatchtype:CHAR conislocal:BOOL coninhcount:INT4 connoinherit:BOOL conkey:INT2[] confkey:INT2[] conpfeqop:OID[] conppeqop:OID[] conffeqop:OID[] conexclop:OID[] conbin:STRING consrc:STRING condef:STRING conparentid:OID',
    constraints
  ),
  define(
    'pg_type',
    'oid:OID typname:NAME typnamespace:OID typowner:OID typlen:INT2 typbyval:BOOL typtype:CHAR typcategory:CHAR typispreferred:BOOL typisdefined:BOOL typdelim:CHAR typrelid:OID typelem:OID typarray:OID typinput:REGPROC typoutput:REGPROC typreceive:REGPROC typsend:REGPROC typmodin:REGPROC typmodout:REGPROC typanalyze:REGPROC typalign:CHAR typstorage:CHAR typnotnull:BOOL typbasetype:OID typtypmod:INT4 typndims:INT4 typcollation:OID typdefaultbin:STRING typdefault:STRING typacl:STRING[]',
    types
  ),
  define('pg_enum', 'oid:OID enumtypid:OID enumsortorder:FLOAT4 enumlabel:STRING', enums),
  define(
    'pg_sequence',
    'seqrelid:OID seqtypid:OID seqstart:INT seqincrement:INT seqmax:INT seqmin:INT seqcache:INT seqcycle:BOOL',
    function* (request) {
      for (const { object } of objectsOf(request, ['sequence']))
        yield {
          seqrelid: object.id,
          seqtypid: 20,
          seqstart: wide(object.start),
          seqincrement: wide(object.increment),
          seqmax: wide(object.max),
          seqmin: wide(object.min),
          seqcache: object.cache,
          seqcycle: false
        };
    }
  ),
  define(
    'pg_sequences',
    'schemaname:NAME sequencename:NAME sequenceowner:NAME data_type:STRING start_value:INT min_value:INT max_value:INT increment_by:INT cycle:BOOL cache_size:INT last_value:INT',
    function* (request) {
      for (const { schema, object } of objectsOf(request, ['sequence'])) {
        const { value, called } = request.cluster.sequences.lastValue(object);
        yield {
          schemaname: schema.name,
          sequencename: object.name,
          sequenceowner: object.privileges.owner,
          data_type: object.width === undefined ? 'bigint' : object.width === 32 ? 'integer' : 'smallint',
          start_value: wide(object.start),
          min_value: wide(object.min),
          max_value: wide(object.max),
          increment_by: wide(object.increment),
          cycle: false,
          cache_size: object.cache,
          last_value: called ? wide(value) : null
        };
      }
    }
  ),
  define(
    'pg_roles',
    'oid:OID rolname:NAME rolsuper:BOOL rolinherit:BOOL rolcreaterole:BOOL rolcreatedb:BOOL rolcatupdate:BOOL rolcanlogin:BOOL rolreplication:BOOL rolconnlimit:INT4 rolpassword:STRING rolvaliduntil:TIMESTAMPTZ rolbypassrls:BOOL rolconfig:STRING[]',
    roles
  ),
  define(
    'pg_authid',
    'oid:OID rolname:NAME rolsuper:BOOL rolinherit:BOOL rolcreaterole:BOOL rolcreatedb:BOOL rolcanlogin:BOOL rolreplication:BOOL rolbypassrls:BOOL rolconnlimit:INT4 rolpassword:STRING rolvaliduntil:TIMESTAMPTZ',
    roles
  ),
  define(
    'pg_user',
    'usename:NAME usesysid:OID usecreatedb:BOOL usesuper:BOOL userepl:BOOL usebypassrls:BOOL passwd:STRING valuntil:TIMESTAMPTZ useconfig:STRING[]',
    roles
  ),
  define('pg_auth_members', 'roleid:OID member:OID grantor:OID admin_option:BOOL', members),
  define('pg_description', DESCRIPTION, descriptions),
  define(
    'pg_settings',
    'name:STRING setting:STRING unit:STRING category:STRING short_desc:STRING extra_desc:STRING context:STRING vartype:STRING source:STRING min_val:STRING max_val:STRING enumvals:STRING boot_val:STRING reset_val:STRING sourcefile:STRING sourceline:INT4 pending_restart:BOOL',
    function* ({ ctx }) {
      for (const { name } of SESSION_VARIABLES)
        yield {
          name,
          ...settingOf(variableText(ctx.session, name)),
          context: 'user',
          vartype: 'string',
          pending_restart: false
        };
    }
  ),
  define('pg_am', 'oid:OID amname:NAME amhandler:OID amtype:CHAR', function* () {
    yield { oid: 2_631_952_481, amname: 'prefix', amtype: 'i' };
    yield { oid: 4_004_609_370, amname: 'inverted', amtype: 'i' };
  }),
  define(
    'pg_collation',
    'oid:OID collname:STRING collnamespace:OID collowner:OID collencoding:INT4 collcollate:STRING collctype:STRING collprovider:CHAR collversion:STRING collisdeterministic:BOOL',
    function* () {
      yield { oid: 3_403_232_968, collname: 'en-US', collencoding: 6, collisdeterministic: true };
    }
  ),
  define(
    'pg_stat_activity',
    'datid:OID datname:NAME pid:INT usesysid:OID usename:NAME application_name:STRING client_addr:INET client_hostname:STRING client_port:INT backend_start:TIMESTAMPTZ xact_start:TIMESTAMPTZ query_start:TIMESTAMPTZ state_change:TIMESTAMPTZ wait_event_type:STRING wait_event:STRING state:STRING backend_xid:INT backend_xmin:INT query:STRING backend_type:STRING leader_pid:INT4',
    () => []
  ),
  define(
    'pg_tablespace',
    'oid:OID spcname:NAME spcowner:OID spclocation:STRING spcacl:STRING[] spcoptions:STRING[]',
    function* () {
      yield { oid: 0, spcname: 'pg_default' };
    }
  ),
  define(
    'pg_extension',
    'oid:OID extname:NAME extowner:OID extnamespace:OID extrelocatable:BOOL extversion:STRING extconfig:STRING extcondition:STRING',
    () => []
  ),
  none(
    'pg_depend',
    'classid:OID objid:OID objsubid:INT4 refclassid:OID refobjid:OID refobjsubid:INT4 deptype:CHAR'
  ),
  none(
    'pg_proc',
    'oid:OID proname:NAME pronamespace:OID proowner:OID prolang:OID prokind:CHAR proretset:BOOL provolatile:CHAR pronargs:INT2 prorettype:OID proargtypes:STRING prosrc:STRING'
  ),
  none(
    'pg_trigger',
    'oid:OID tgrelid:OID tgname:NAME tgfoid:OID tgtype:INT2 tgenabled:CHAR tgisinternal:BOOL'
  ),
  none(
    'pg_range',
    'rngtypid:OID rngsubtype:OID rngcollation:OID rngsubopc:OID rngcanonical:OID rngsubdiff:OID'
  ),
  none('pg_inherits', 'inhrelid:OID inhparent:OID inhseqno:INT4'),
  none(
    'pg_language',
    'oid:OID lanname:NAME lanowner:OID lanispl:BOOL lanpltrusted:BOOL lanplcallfoid:OID laninline:OID lanvalidator:OID lanacl:STRING[]'
  ),
  none('pg_rewrite', 'oid:OID rulename:NAME ev_class:OID ev_type:CHAR ev_enabled:CHAR is_instead:BOOL'),
  none('pg_policy', 'oid:OID polname:NAME polrelid:OID polcmd:CHAR polpermissive:BOOL polroles:OID[]'),
  none(
    'pg_event_trigger',
    'evtname:NAME evtevent:NAME evtowner:OID evtfoid:OID evtenabled:CHAR evttags:STRING[] oid:OID'
  ),
  none('pg_foreign_table', 'ftrelid:OID ftserver:OID ftoptions:STRING[]'),
  none('pg_shdescription', 'objoid:OID classoid:OID description:STRING'),
  none('pg_partitioned_table', 'partrelid:OID partstrat:CHAR partnatts:INT2 partdefid:OID')
];

/** An INT8 out of the text in which sequences keep theirs. */
function wide(text: string): Datum {
  return normalizeInt(BigInt(text));
}
