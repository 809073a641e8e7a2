/** The version of CockroachDB whose behaviour this program follows. */
export const SERVER_VERSION = 'v26.2.0';

/** Its major and minor number, as `crdb_internal` functions give them. */
export const MAJOR_VERSION = 26;
export const MINOR_VERSION = 2;

/** What `version()` says. */
export const VERSION_TEXT = `CockroachDB CCL ${SERVER_VERSION} (playground)`;
