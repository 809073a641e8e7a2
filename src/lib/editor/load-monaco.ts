import type * as Monaco from './monaco';
import { nextFrame } from './next-frame';

/**
 * Monaco is three megabytes of script, which all run when it is imported: a task of half a second on a slow machine. The build puts each of its
 * layers into one file (`monacoLayers` in vite.config.ts), and they are imported one a frame, from the bottom up, by one module of each.
 */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('monaco-editor/base/browser/ui/list/listWidget'),
  () => import('monaco-editor/platform/quickinput/browser/quickInputService'),
  () => import('monaco-editor/editor/common/model/textModel'),
  () => import('monaco-editor/editor/browser/view'),
  () => import('monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget'),
  () => import('monaco-editor/editor/contrib/suggest/browser/suggestController'),
  () => import('monaco-editor/editor')
];

let loading: Promise<typeof Monaco> | undefined;

/** @throws where a part cannot be loaded; asking again tries again */
export function loadMonaco(): Promise<typeof Monaco> {
  return (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

async function load(): Promise<typeof Monaco> {
  for (const part of PARTS) {
    await part();
    await nextFrame();
  }
  return import('./monaco');
}
