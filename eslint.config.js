import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelteConfig from './svelte.config.js';
import { layers } from './tests/support/lint/layers.js';

/** What the engine may not touch: clocks, chance, timers, network, and whatever the language leaves open (design §2, §5). */
const impureGlobals = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'crypto',
  'navigator',
  'window',
  'document',
  'process',
  'Intl',
  'console',
  'structuredClone',
  'localStorage',
  'indexedDB',
  'CompressionStream',
  'DecompressionStream',
  'WebAssembly'
];
const openMath = [
  'random',
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'pow',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'cbrt',
  'hypot'
];
const localeMethods = [
  'localeCompare',
  'toLocaleString',
  'toLocaleUpperCase',
  'toLocaleLowerCase',
  'toLocaleDateString',
  'toLocaleTimeString'
];

export default defineConfig(
  globalIgnores(['build/', '.svelte-kit/', '.bundles/', 'node_modules/', 'test-results/', 'tests/fixtures/']),
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    plugins: { playground: { rules: { layers } } },
    rules: {
      'no-undef': 'off',
      'playground/layers': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'svelte/no-dom-manipulating': 'off',
      'no-useless-assignment': 'off'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.svelte'],
        parser: ts.parser,
        svelteConfig
      }
    }
  },
  {
    files: ['src/lib/**/*.{ts,svelte}'],
    rules: { 'no-console': 'error' }
  },
  {
    files: ['src/lib/engine/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        ...openMath.map((property) => ({
          object: 'Math',
          property,
          message: 'Not the same in every engine (design §5).'
        })),
        ...localeMethods.map((property) => ({ property, message: 'Depends on the locale (design §5).' }))
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "BinaryExpression[operator='**']", message: 'Not the same in every engine (design §5).' },
        { selector: 'AwaitExpression', message: 'The engine is synchronous (design §2).' },
        {
          selector: 'FunctionDeclaration[async=true], ArrowFunctionExpression[async=true]',
          message: 'The engine is synchronous.'
        }
      ]
    }
  }
);
