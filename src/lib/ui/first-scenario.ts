import { DEFAULT_VIEW, makeScenario, type Scenario } from '../scenario/scenario';

/** What a first visit shows: the documentation's at-least-once example as a script, run to its end. */
export const EMPLOYEES_SCRIPT = `-- A changefeed is paused between two checkpoints. What does it send again, and why?
CREATE TABLE employees (id INT PRIMARY KEY, name STRING, office STRING);
CREATE CHANGEFEED FOR TABLE employees INTO 'kafka://localhost:9092' WITH updated, key_in_value;
\\gset feed_
\\wait 5s
INSERT INTO employees VALUES (1, 'Terry', 'new york city');
\\wait 9s
INSERT INTO employees VALUES (2, 'Alex', 'los angeles');
\\wait 6s
UPDATE employees SET name = 'Terri' WHERE id = 1;
\\wait 25s
INSERT INTO employees VALUES (3, 'Ash', 'london');
\\wait 4s
UPDATE employees SET name = 'Terrence' WHERE id = 1;
\\wait 4s
PAUSE JOB :feed_job_id;
\\wait 5s
UPDATE employees SET office = 'new york city' WHERE id = 2;
RESUME JOB :feed_job_id;
\\wait 5s
INSERT INTO employees VALUES (4, 'Danny', 'los angeles');
INSERT INTO employees VALUES (5, 'Robbie', 'london');
`;

export const FIRST_SCENARIO: Scenario = makeScenario({
  title: 'Pause before a checkpoint',
  description: 'A changefeed is paused between two checkpoints; what came after the first one is sent again.',
  script: EMPLOYEES_SCRIPT,
  view: { ...DEFAULT_VIEW, speed: 10 }
});

/** An empty page for one's own script. */
export const BLANK_SCENARIO: Scenario = makeScenario({
  title: 'Untitled',
  script: '',
  view: { ...DEFAULT_VIEW, speed: 10 }
});
