import type { Expr } from './expr';
import type { Name, Node, RoleSpec } from './name';
import type { Query } from './select';
import type { TextOrPlaceholder } from './changefeed';

/** Jobs, schedules, and what can be cancelled beside them. */

export type JobAction = 'PAUSE' | 'RESUME' | 'CANCEL';

/** Which jobs: one id, the ids of a query, those of one or more schedules, or every job of a type. */
export type JobSelection =
  | { readonly kind: 'job'; readonly id: Expr }
  | { readonly kind: 'jobs'; readonly query: Query }
  | { readonly kind: 'schedule'; readonly id: Expr }
  | { readonly kind: 'schedules'; readonly query: Query }
  /** `ALL CHANGEFEED JOBS`: the type's name in lower case. */
  | { readonly kind: 'all'; readonly type: Name };

export interface ControlJobsStatement extends Node {
  readonly kind: 'controlJobs';
  readonly action: JobAction;
  readonly jobs: JobSelection;
  readonly reason: TextOrPlaceholder | undefined;
}

export interface AlterJobOwnerStatement extends Node {
  readonly kind: 'alterJobOwner';
  readonly job: Expr;
  readonly owner: RoleSpec;
}

/** PAUSE, RESUME, DROP and EXECUTE SCHEDULE[S]; one of `id` and `query` is set. */
export interface ControlSchedulesStatement extends Node {
  readonly kind: 'controlSchedules';
  readonly action: 'PAUSE' | 'RESUME' | 'DROP' | 'EXECUTE';
  readonly id: Expr | undefined;
  readonly query: Query | undefined;
}

/** CANCEL QUERY | QUERIES | SESSION | SESSIONS; one of `id` and `query` is set. */
export interface CancelStatement extends Node {
  readonly kind: 'cancelQueries' | 'cancelSessions';
  readonly ifExists: boolean;
  readonly id: Expr | undefined;
  readonly query: Query | undefined;
}
