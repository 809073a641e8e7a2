import type { JobEvent } from '../engine/base/events';

/** The error after which a running job tries again, or null. It holds until the job's progress is written (reference §5.11). */
export const retryError = ({ status, running_status }: JobEvent): string | null =>
  status === 'running' ? running_status : null;
