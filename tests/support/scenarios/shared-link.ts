import { makeScenario, type Scenario } from '../../../src/lib/scenario/scenario';
import { EMPLOYEES_SCRIPT } from '../../../src/lib/ui/first-scenario';

/** A scenario as people share it: ten statements, a moment, a selection, what the timeline shows, and the digest of its run. */
export const sharedScenario = (script: string = EMPLOYEES_SCRIPT): Scenario =>
  makeScenario({
    title: 'Pause before a checkpoint',
    script,
    view: {
      at: 53_123_456_789,
      selected: 61,
      panes: ['kafka'],
      speed: 100,
      timeline: {
        mode: 'order',
        filter: 'kind:duplicate',
        stretch: [12_345_678_901, 61_234_567_890]
      }
    },
    digest: '7f3a90b1c2d4e5f6'
  });
