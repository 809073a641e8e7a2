import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

interface Looked {
  /** Selector of the part that is looked at; the whole page when absent. */
  readonly part?: string;
  /** Whether the large editor is left out: it changes with nothing around it, and looking at it takes long. */
  readonly withoutEditor?: boolean;
  /** Whether colours are all that is judged: the rest is the same in both schemes. */
  readonly onlyColors?: boolean;
}

/** Fails when axe has anything to complain about. @param state what the page shows, named in the failure */
export async function expectNoComplaints(
  page: Page,
  state: string,
  { part, withoutEditor = false, onlyColors = false }: Looked = {}
): Promise<void> {
  // Whole in the page itself: its other way puts the findings together in a page opened for each look, and takes half as long again.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (part) axe.include(part);
  if (withoutEditor) axe.exclude('.monaco-editor');
  if (onlyColors) axe.withRules(['color-contrast']);
  const { violations } = await axe.analyze();
  expect(
    violations.map((v) => `${state}: ${v.id} ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
  ).toEqual([]);
}
