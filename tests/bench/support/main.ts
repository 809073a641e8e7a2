import { line, type Workload } from './workload';

/** Runs the workloads whose names contain every word given, one line of JSON each. */

/** A file of workloads; the older form is one function that counts operations. */
export interface BenchFile {
  readonly workloads?: readonly Workload[];
  readonly run?: () =>
    { name: string; ops: number; seconds: number } | Promise<{ name: string; ops: number; seconds: number }>;
}

export async function runAll(files: readonly BenchFile[], words: readonly string[]): Promise<void> {
  for (const { workloads = [], run } of files) {
    for (const workload of workloads)
      if (wanted(workload.name, words)) print(line(workload.name, await workload.measure()));
    if (run && words.length === 0) {
      const { name, ops, seconds } = await run();
      print(line(name, { unit: 'operations/s', playground: ops / seconds }));
    }
  }
}

const wanted = (name: string, words: readonly string[]) =>
  words.every((word) => name.toLowerCase().includes(word.toLowerCase()));

const print = (text: string) => process.stdout.write(`${text}\n`);
