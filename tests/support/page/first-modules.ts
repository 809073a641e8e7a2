import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * What a page of the built site loads at once: the modules named by the document, those that its route asks for, and what they import
 * statically. @param build its folder @returns paths within it
 */
export function firstModules(build: string): string[] {
  const html = readFileSync(join(build, 'index.html'), 'utf8');
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(join(build, file), 'utf8');
    for (const m of text.matchAll(/(?:^|[;}\n])import(?:[^'"()]*?from)?\s*["'](\.[^"']+)["']/g))
      visit(relative(build, join(build, dirname(file), m[1])));
  };
  for (const m of html.matchAll(/"\.\/(_app\/[^"]+\.js)"/g)) visit(m[1]);
  for (const route of [...found].filter((file) => /nodes\/[1-9]/.test(file)))
    for (const m of readFileSync(join(build, route), 'utf8').matchAll(/import\(["'`](\.[^"'`]+)["'`]\)/g))
      visit(relative(build, join(build, dirname(route), m[1])));
  return [...found];
}

/** What files of the site weigh as a server sends them, in kB. */
export function gzipKb(build: string, files: readonly string[]): number {
  return (
    files.reduce((sum, file) => sum + gzipSync(readFileSync(join(build, file)), { level: 9 }).length, 0) /
    1000
  );
}
