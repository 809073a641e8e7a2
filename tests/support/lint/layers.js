import { dirname, relative, resolve, sep } from 'node:path';

/**
 * The import directions of design §3: a folder may import itself, the folders listed, and packages.
 * The longest matching folder decides; a file below `src/lib` that no row names is an error, so that the table
 * stays complete.
 */
const ENGINE = [
  'engine/base',
  'engine/sql',
  'engine/catalog',
  'engine/storage',
  'engine/encode',
  'engine/sinks',
  'engine/changefeed',
  'engine/cluster'
];
/** @type {Record<string, string[]>} */
const ALLOWED = {
  'engine/base': [],
  'engine/sql': ['engine/base'],
  'engine/catalog': ['engine/base', 'engine/sql'],
  'engine/storage': ['engine/base', 'engine/catalog'],
  'engine/encode': ['engine/base', 'engine/sql', 'engine/catalog'],
  'engine/sinks': ['engine/base', 'engine/encode'],
  'engine/changefeed': ENGINE.slice(0, 6),
  'engine/cluster': ENGINE.slice(0, 7),
  history: ['engine/base'],
  audit: ['engine/base', 'history'],
  consumers: ['engine/base', 'history'],
  scenario: ['engine/base', 'engine/sql/lex', 'history'],
  language: [...ENGINE, 'scenario'],
  gallery: ['scenario'],
  embed: ['scenario'],
  delivery: [],
  share: [...ENGINE, 'history', 'audit', 'scenario', 'timeline', 'embed'],
  worker: [...ENGINE, 'history', 'scenario', 'audit', 'consumers', 'language', 'share', 'embed'],
  timeline: ['engine/base', 'history'],
  editor: ['engine/base', 'engine/sql', 'language'],
  ui: [
    'engine/base',
    'history',
    'audit',
    'consumers',
    'scenario',
    'share',
    'gallery',
    'embed',
    'delivery',
    'worker',
    'timeline',
    'editor'
  ]
};

/** @param {string} file absolute path @returns {string | undefined} path below src/lib, with forward slashes */
function belowLib(file) {
  const parts = file.split(sep).join('/').split('/src/lib/');
  return parts.length > 1 ? parts[parts.length - 1] : undefined;
}

/** @param {string} path */
function layerOf(path) {
  return Object.keys(ALLOWED)
    .filter((layer) => path === layer || path.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** ESLint rule: reports an import that goes against the layers of design §3. @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const self = belowLib(context.filename);
    if (self === undefined) return {};
    const from = layerOf(self);
    /** @param {import('estree').Node & { source?: any }} node */
    const check = (node) => {
      const spec = node.source?.value;
      if (typeof spec !== 'string') return;
      let target;
      if (spec.startsWith('$lib/')) target = spec.slice('$lib/'.length);
      else if (spec.startsWith('.')) target = belowLib(resolve(dirname(context.filename), spec));
      else return;
      if (target === undefined) {
        context.report({ node, message: `'${self}' reaches outside src/lib: ${spec}` });
        return;
      }
      const to = layerOf(target);
      if (!from || !to) {
        context.report({
          node,
          message: `no layer is named for '${from ? target : self}' (tests/support/lint/layers.js)`
        });
        return;
      }
      const allowed = [from, ...ALLOWED[from]];
      if (!allowed.some((layer) => target === layer || target.startsWith(`${layer}/`)))
        context.report({ node, message: `'${from}' may not import '${relative('.', target)}' (design §3)` });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check
    };
  }
};
