import { BREAK_IT } from '../../src/lib/audit/break-it';
import { expect, test } from '../support/page/journey';

for (const { title, breaks } of BREAK_IT)
  test(`break it: ${title}`, async ({ playground, page }) => {
    await playground.open();
    await playground.largeEditor();
    await page.getByRole('tab', { name: 'Audit' }).click();
    const audit = page.getByRole('region', { name: 'Audit' });
    await expect(audit).toContainText('No guarantee is violated');
    await page.getByRole('button', { name: `Break it: ${title}` }).click();
    await expect(audit).toContainText('violated: the evidence is below', { timeout: 30_000 });

    const broken = audit
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`${breaks[0]} · `) })
      .first();
    await expect(broken).toContainText('violated');
    const evidence = broken.getByRole('list', { name: 'Evidence' }).first().getByRole('button');
    expect(await evidence.count()).toBeLessThanOrEqual(6);
    await evidence.last().click();
    await expect(playground.inspector).toBeVisible();
    await playground.inspector.getByRole('button', { name: 'Close the inspector' }).click();

    await audit.getByRole('button', { name: 'Undo' }).click();
    await expect(audit).toContainText('No guarantee is violated, in 10 messages');
    await expect(playground.lines).not.toContainText('\\plant');
  });
