import { unzipSync, gunzipSync, strFromU8 } from 'fflate';
import { expect, it } from 'vitest';
import type { FileEvent } from '$lib/engine/base/events';
import { Epoch } from '$lib/engine/base/timestamp';
import { DEFAULT_RUN } from '$lib/engine/cluster/state';
import { bucketZip } from '$lib/ui/panels/bucket-zip';
import { runScript } from '../../support/engine/script-run';

const epoch = new Epoch(DEFAULT_RUN.start);

function filesOf(options: string): FileEvent[] {
  const { events } = runScript(`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'ä'), (2, 'b');
CREATE CHANGEFEED FOR t INTO 'nodelocal://1/b' WITH resolved = '1s'${options};
\\wait 10s
INSERT INTO t VALUES (3, 'c');
\\wait 60s
`);
  return events.flatMap((e) => (e.type === 'file' ? [e] : []));
}

it('holds every file under its path, byte for byte', () => {
  const files = filesOf('');
  expect(files.length).toBeGreaterThan(2);
  const entries = unzipSync(bucketZip(files, epoch));
  expect(Object.keys(entries)).toEqual(files.map(({ path }) => path));
  for (const file of files) expect(strFromU8(entries[file.path])).toBe(file.content);
});

it('holds compressed files as they are stored', () => {
  const [file] = filesOf(', compression = gzip');
  const [entry] = Object.values(unzipSync(bucketZip([file], epoch)));
  expect(entry.length).toBe(file.bytes);
  expect(strFromU8(gunzipSync(entry))).toBe(
    '{"after": {"id": 1, "v": "ä"}, "key": [1]}\n{"after": {"id": 2, "v": "b"}, "key": [2]}\n'
  );
});
