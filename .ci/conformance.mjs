// Runs the conformance runner over the cases listed in tests/conformance/passing.txt, a list that only grows.
// --grow runs every case instead and adds those that pass to the list.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [folder, flag] = process.argv.slice(2);
const list = 'tests/conformance/passing.txt';
const passing = new Set(readFileSync(list, 'utf8').split('\n').filter(Boolean));
const work = mkdtempSync(join(tmpdir(), 'conformance-'));
const files = [];
for (const name of readdirSync(join(folder, 'cases'))) {
  const lines = readFileSync(join(folder, 'cases', name), 'utf8')
    .split('\n')
    .filter(Boolean);
  const chosen = flag === '--grow' ? lines : lines.filter((line) => passing.has(JSON.parse(line).id));
  if (chosen.length === 0) continue;
  files.push(join(work, name));
  writeFileSync(files.at(-1), chosen.join('\n') + '\n');
}
const runner = [join(folder, 'run.mjs'), '--cli', 'node src/cli/tools/cli.mjs'];
if (flag !== '--grow')
  process.exit(spawnSync('node', [...runner, ...files], { stdio: 'inherit' }).status ?? 1);
const { stdout } = spawnSync('node', [...runner, '--json', ...files], {
  encoding: 'utf8',
  maxBuffer: 1 << 28
});
const results = stdout
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));
for (const result of results) {
  if (result.ok) passing.add(result.id);
  else
    console.log(
      `${result.id}${passing.has(result.id) ? ' (PASSED BEFORE)' : ''} step ${result.step} ${result.kind}: ${result.why}`
    );
}
writeFileSync(list, [...passing].sort().join('\n') + '\n');
console.log(`${results.filter((r) => r.ok).length} of ${results.length} pass`);
