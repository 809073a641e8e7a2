import type { GalleryExample } from './example';
import { FORMAT_EXAMPLES } from './formats';
import { GUARANTEE_EXAMPLES } from './guarantees';
import { LIFECYCLE_EXAMPLES } from './lifecycle';
import { QUERY_EXAMPLES } from './queries';
import { SINK_EXAMPLES } from './sinks';

/** Every example, those to begin with first. */
export const GALLERY: readonly GalleryExample[] = [
  ...GUARANTEE_EXAMPLES,
  ...LIFECYCLE_EXAMPLES,
  ...SINK_EXAMPLES,
  ...FORMAT_EXAMPLES,
  ...QUERY_EXAMPLES
];
