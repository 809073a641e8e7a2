import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputFile } from '../lib/scenario/import/output-file';
import { makeScenario, parseScenario, ScenarioError, type Scenario } from '../lib/scenario/scenario';
import { UsageError } from './args';

/** Reads a file, or standard input for `-` or nothing. @throws UsageError when it cannot be read or is no UTF-8 */
export function readText(file: string | undefined): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === undefined || file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`cannot read ${file ?? 'standard input'}: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file ?? 'standard input'} is not valid UTF-8`);
  }
}

/** A scenario file when it ends in `.json`, else a script with the default settings. @throws UsageError */
export function readScenarioFile(file: string | undefined): Scenario {
  const text = readText(file);
  if (!file?.endsWith('.json')) return makeScenario({ script: text });
  try {
    return parseScenario(text);
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** Files as bytes; a folder stands for all files in it, at any depth, named from the folder on. @throws UsageError */
export function readOutputFiles(paths: readonly string[]): OutputFile[] {
  try {
    return paths.flatMap((path) => {
      if (!statSync(path).isDirectory()) return [{ name: path, bytes: readFileSync(path) }];
      return readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => ({ name: file, bytes: readFileSync(file) }));
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
