import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The engines that the figures stand beside. They run in this process, get the same statement texts one at a time, and keep their tables in
 * memory. `npm run bench` installs them below `.bundles/peers`.
 */
export interface Peer {
  readonly name: string;
  open(): Promise<PeerDb>;
}

export interface PeerDb {
  /** Runs one statement. @returns a promise where the peer has no other way */
  exec(sql: string): unknown;
  /** Runs one query and gives its rows. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

const load = createRequire(join(process.cwd(), '.bundles/peers/package.json'));

interface SqlJs {
  Database: new () => {
    run(sql: string): void;
    exec(sql: string): { values: unknown[][] }[];
    close(): void;
  };
}
interface Pglite {
  exec(sql: string): Promise<unknown>;
  query(sql: string, params: [], options: { rowMode: 'array' }): Promise<{ rows: unknown[][] }>;
  close(): Promise<void>;
}
interface PgMem {
  newDb(): { public: { none(sql: string): void; many(sql: string): object[] } };
}
interface Alasql {
  Database: new () => { exec(sql: string): object[] };
}

const valuesOf = (rows: readonly object[]): unknown[][] => rows.map((row) => Object.values(row));

export const PEERS: readonly Peer[] = [
  {
    name: 'alasql',
    open: async () => {
      const { Database } = load('alasql') as Alasql;
      const db = new Database();
      return {
        exec: (sql) => db.exec(sql),
        rows: async (sql) => valuesOf(db.exec(sql)),
        close: async () => {}
      };
    }
  },
  {
    name: 'pg-mem',
    open: async () => {
      const db = (load('pg-mem') as PgMem).newDb().public;
      return {
        exec: (sql) => db.none(sql),
        rows: async (sql) => valuesOf(db.many(sql)),
        close: async () => {}
      };
    }
  },
  {
    name: 'sql.js',
    open: async () => {
      const { Database } = await (load('sql.js') as () => Promise<SqlJs>)();
      const db = new Database();
      // Its default journal lies in an emulated file system and costs most of an autocommitted INSERT.
      db.run('PRAGMA journal_mode=MEMORY');
      return {
        exec: (sql) => db.run(sql),
        rows: async (sql) => db.exec(sql)[0]?.values ?? [],
        close: async () => db.close()
      };
    }
  },
  {
    name: 'pglite',
    open: async () => {
      const { PGlite } = load('@electric-sql/pglite') as { PGlite: new () => Pglite };
      const db = new PGlite();
      return {
        exec: (sql) => db.exec(sql),
        rows: async (sql) => (await db.query(sql, [], { rowMode: 'array' })).rows,
        close: () => db.close()
      };
    }
  }
];
