import { expect, type Locator, type Page } from '@playwright/test';

/** The page as a person uses it: verbs, found by roles and labels. Asserts nothing about the product beyond being there. */
export class PlaygroundPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits until a run is drawn. @param fragment with its `#` */
  async open(fragment = ''): Promise<void> {
    await this.page.goto(`./${fragment}`);
    await this.page
      .getByRole('application', { name: 'Timeline' })
      .or(this.page.getByText('Nothing has happened yet'))
      .first()
      .waitFor();
  }

  /** Waits until the large editor has taken over. */
  async largeEditor(): Promise<void> {
    await this.page.locator('.monaco-editor .view-lines').waitFor();
  }

  get script(): Locator {
    return this.page.getByRole('textbox', { name: 'SQL script' });
  }

  get timeline(): Locator {
    return this.page.getByRole('application', { name: 'Timeline' });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  /** Rows of the list of messages that are in view. */
  get messages(): Locator {
    return this.page.getByRole('list', { name: /^Messages|^Records/ }).getByRole('button');
  }

  get jobs(): Locator {
    return this.page.getByRole('list', { name: 'Jobs' });
  }

  get nodes(): Locator {
    return this.page.getByRole('list', { name: 'Nodes' });
  }

  /** The lines of the script that are in view, in whichever editor is there. */
  get lines(): Locator {
    return this.page.locator('.monaco-editor .view-lines, .stack .lines');
  }

  async choosePanel(name: 'Messages' | 'Kafka' | 'Registry' | 'Results'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  /** Puts a script in place of the one that is there. */
  async write(script: string): Promise<void> {
    await this.script.focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(script);
  }

  async runAll(): Promise<void> {
    await this.page.getByRole('button', { name: /^Run (all|it yourself)$/ }).click();
  }

  async runToEnd(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run to the end' }).click();
  }

  async pause(): Promise<void> {
    await this.page.getByRole('button', { name: 'Pause', exact: true }).click();
  }

  async setSpeed(speed: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: speed });
  }

  /** The playhead's moment as the page tells it, in milliseconds. */
  async at(): Promise<number> {
    return Number(await this.page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'));
  }

  async waitForMessages(count: number): Promise<void> {
    await expect(this.messages).toHaveCount(count);
  }
}
