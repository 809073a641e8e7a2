import type * as Monaco from './monaco';
import { nextFrame } from './next-frame';

/**
 * Monaco is three megabytes of script, which all run when it is imported: a task of half a second on a slow machine. So the parts that it stands
 * on are imported before it, one a frame, from the bottom up; each runs only what the ones before have not.
 */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('monaco-editor/base/browser/ui/list/listWidget'),
  () => import('monaco-editor/base/browser/markdownRenderer'),
  () => import('monaco-editor/base/browser/ui/tree/asyncDataTree'),
  () => import('monaco-editor/editor/common/config/editorOptions'),
  () => import('monaco-editor/editor/common/model/textModel'),
  () => import('monaco-editor/platform/quickinput/browser/quickInputService'),
  () => import('monaco-editor/editor/browser/coreCommands'),
  () => import('monaco-editor/editor/browser/view'),
  () => import('monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget'),
  () => import('monaco-editor/editor/standalone/browser/standaloneServices'),
  () => import('monaco-editor/editor'),
  () => import('monaco-editor/editor/contrib/suggest/browser/suggestController'),
  () => import('monaco-editor/editor/contrib/hover/browser/contentHoverController'),
  () => import('monaco-editor/editor/contrib/gotoError/browser/gotoError'),
  () => import('monaco-editor/editor/contrib/find/browser/findController'),
  () => import('monaco-editor/editor/contrib/linesOperations/browser/linesOperations'),
  () => import('monaco-editor/editor/contrib/clipboard/browser/clipboard'),
  () => import('monaco-editor/editor/contrib/hover/browser/hoverContribution')
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
