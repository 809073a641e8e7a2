import { SqlError } from '../base/errors';

/** `[[catalog.]schema.]object` out of a text, as `nextval('public.s')` and `'t'::REGCLASS` have it. */
export interface TextName {
  readonly catalog?: string;
  readonly schema?: string;
  readonly object: string;
}

const PART = /\s*(?:"((?:[^"]|"")*)"|([^\s."]+))\s*(\.|$)/y;

/** Parts are folded to lower case unless quoted. @throws SqlError 42602 for what is no name */
export function parseObjectName(text: string): TextName {
  const parts: string[] = [];
  PART.lastIndex = 0;
  for (;;) {
    const m = PART.exec(text);
    if (!m) throw new SqlError('42602', `invalid name: "${text.slice(0, 60)}"`);
    parts.push(m[1] === undefined ? m[2].toLowerCase() : m[1].replaceAll('""', '"'));
    if (m[3] === '') break;
  }
  const [object, schema, catalog] = parts.reverse();
  if (parts.length > 3) throw new SqlError('42602', `invalid name: "${text.slice(0, 60)}"`);
  return {
    object,
    ...(schema === undefined ? {} : { schema }),
    ...(catalog === undefined ? {} : { catalog })
  };
}
