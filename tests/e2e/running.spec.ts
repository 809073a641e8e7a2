import { EMPLOYEES_SCRIPT } from '../../src/lib/ui/first-scenario';
import { expect, test } from '../support/page/journey';

const SETUP = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated;
\\wait 5s
INSERT INTO t VALUES (1, 'a');
\\wait 32s
INSERT INTO t VALUES (2, 'b');
\\wait 5s
`;

test('a feed is paused before a checkpoint and resumed: what follows is told apart and explained', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(SETUP);
  await playground.runAll();
  await playground.runToEnd();
  await playground.waitForMessages(2);

  await playground.jobs.getByRole('button', { name: /^Pause job/ }).click();
  await expect(playground.jobs).toContainText('paused');
  await expect(playground.lines).toContainText('PAUSE JOB');

  await playground.jobs.getByRole('button', { name: /^Resume job/ }).click();
  await expect(playground.jobs).toContainText('running');
  await playground.choosePanel('Messages');
  await playground.runToEnd();
  // The run to the end has settled on a checkpoint before the pause, so nothing needs to be sent again.
  await expect(playground.messages.filter({ hasText: '2nd copy' })).toHaveCount(0);
  await expect(page.getByRole('application', { name: 'Timeline' })).toBeVisible();
});

test('the same script changed changes the answer', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await expect(playground.messages.filter({ hasText: '2nd copy' })).toHaveCount(2);
  await page.getByRole('button', { name: 'New workspace' }).click();
  await page.getByRole('menuitem', { name: /Blank script/ }).click();
  await playground.waitForMessages(0);

  // Checkpoints every few seconds: the newest one before the pause covers Ash but not yet Terrence.
  await playground.write(
    EMPLOYEES_SCRIPT.replace('key_in_value', "key_in_value, min_checkpoint_frequency='1s'")
  );
  await playground.runAll();
  await playground.runToEnd();
  await playground.choosePanel('Messages');
  await playground.waitForMessages(9);
  await expect(playground.messages.filter({ hasText: '2nd copy' })).toHaveCount(1);

  // Forty seconds more before the pause, and a checkpoint has covered everything.
  await playground.write(EMPLOYEES_SCRIPT.replace('PAUSE JOB', '\\wait 40s\nPAUSE JOB'));
  await playground.runAll();
  await playground.runToEnd();
  await playground.waitForMessages(8);
  await expect(playground.messages.filter({ hasText: '2nd copy' })).toHaveCount(0);
});

test('a button is a line of the script, and undo takes it back', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.nodes.getByRole('button', { name: 'Kill node 2' }).click();
  await expect(playground.nodes.getByRole('button', { name: 'Restart node 2' })).toBeVisible();
  await expect(playground.lines).toContainText('\\node 2 kill');
  await page.getByRole('button', { name: 'Undo Kill' }).click();
  await expect(playground.nodes.getByRole('button', { name: 'Kill node 2' })).toBeVisible();
  await expect(playground.lines).not.toContainText('\\node 2 kill');
});

test('Enter is a new line while something is offered, and takes what arrows have gone to', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write("CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH ");
  await page.keyboard.type('upd', { delay: 20 });
  const offers = page.locator('.suggest-widget.visible');
  await expect(offers).toContainText('updated');
  await page.keyboard.press('Enter');
  await expect(offers).toHaveCount(0);
  await expect(playground.lines).not.toContainText('updated');
  for (const _ of '\nupd') await page.keyboard.press('Backspace');
  await page.keyboard.type('upd', { delay: 20 });
  await expect(offers).toContainText('updated');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(playground.lines).toContainText('updated');
});

test('the statement at the caret runs with Ctrl Enter and shows what it returned', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.script.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText("SELECT id, name, NULL AS nothing, '' AS empty FROM employees ORDER BY id;");
  await page.keyboard.press('ControlOrMeta+Enter');
  const rows = page.getByRole('region', { name: 'Rows' }).last();
  await expect(rows).toContainText('Terrence');
  await expect(rows).toContainText('NULL');
  await expect(rows).toContainText("''");
  await expect(page.getByText('5 rows')).toBeVisible();
});

test('Ctrl Enter in a script that has not run yet carries it out through the caret, and no further', async ({
  playground,
  page
}) => {
  const written = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a');
SELECT id, v FROM t;
INSERT INTO t VALUES (2, 'b');
`;
  await playground.open();
  await playground.largeEditor();
  await page.getByRole('button', { name: 'New workspace' }).click();
  await page.getByRole('menuitem', { name: /Blank script/ }).click();
  await playground.write(written);
  await playground.script.focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ControlOrMeta+Enter');
  const results = page.getByRole('feed', { name: 'Results' });
  await expect(results.getByRole('article')).toHaveCount(3);
  await expect(results).toContainText('1 row');
  // The rest waits for its turn, and nothing stands twice.
  await expect(results).not.toContainText('VALUES (2');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(results.getByRole('article')).toHaveCount(4);
  await expect(playground.lines).not.toContainText(/SELECT id, v FROM t;.*SELECT id, v FROM t;/s);
});

test('a sinkless feed streams its rows under its statement until Stop', async ({ playground, page }) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(`CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
EXPERIMENTAL CHANGEFEED FOR t WITH updated;
\\wait 2s
INSERT INTO t VALUES (2);
`);
  await playground.runAll();
  await playground.runToEnd();
  await playground.choosePanel('Results');
  const stream = page.getByRole('list', { name: 'Rows of the stream' });
  await expect(stream.getByRole('listitem')).toHaveCount(2);
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await stop.click();
  await expect(playground.lines).toContainText('close');
  await expect(stop).toHaveCount(0);
});

test('an error is marked at its token, told with its SQLSTATE, and nothing before it is lost', async ({
  playground,
  page
}) => {
  await playground.open();
  await playground.largeEditor();
  await playground.write(
    'CREATE TABLE t (id INT PRIMARY KEY);\nSELEC 1;\nSELECT nope FROM t;\nINSERT INTO t VALUES (1);\n'
  );
  const problems = page.getByRole('list', { name: 'Problems' });
  // While typing, after a pause, without running anything.
  await expect(problems).toContainText('42601');
  await expect(page.locator('.monaco-editor .squiggly-error')).toHaveCount(1);

  await playground.runAll();
  await playground.runToEnd();
  await expect(problems).toContainText('42703');
  await playground.choosePanel('Results');
  const results = page.getByRole('feed', { name: 'Results' });
  await expect(results).toContainText('CREATE TABLE');
  await expect(results).toContainText('42601');
  await expect(results).toContainText('line 3');
  await expect(results).toContainText('INSERT 0 1');
});

test('step, scrub and play move every view to the same moment', async ({ playground, page }) => {
  await playground.open();
  await playground.waitForMessages(10);
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(page.getByText('Nothing has been sent yet')).toBeVisible();
  await expect(page.getByText('No changefeed job at this moment')).toBeVisible();
  const slider = page.getByRole('slider', { name: 'Playhead' });
  await slider.focus();
  await page.keyboard.press('End');
  await playground.waitForMessages(10);
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  expect(await playground.at()).toBeGreaterThan(0);
  await playground.setSpeed('1,000×');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await playground.waitForMessages(10);
});

test.describe('a picture that is zoomed in', () => {
  for (const isFollowing of [true, false])
    test(`${isFollowing ? 'follows the playhead' : 'keeps the playhead in view'} while it plays`, async ({
      playground,
      page
    }) => {
      await playground.open();
      await playground.waitForMessages(10);
      await playground.timeline.focus();
      for (let i = 0; i < 4; i++) await page.keyboard.press('+');
      if (isFollowing) {
        await page.keyboard.press('l');
        await expect(page.getByRole('log')).toHaveText('Following the playhead.');
      }
      await page.getByRole('slider', { name: 'Playhead' }).focus();
      await page.keyboard.press('Home');
      await playground.setSpeed('100×');
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await playground.waitForMessages(10);
      await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
      // The brush of the overview is the stretch that is shown: it stands at the end of the run.
      const [shown, whole] = await Promise.all(
        ['.selection', '.overlay'].map((part) =>
          page.locator(`.overview ${part}, svg ${part}`).first().boundingBox()
        )
      );
      expect(shown!.x + shown!.width).toBeGreaterThan(whole!.x + whole!.width * 0.9); // both are drawn
    });
});
