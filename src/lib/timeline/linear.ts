import { scaleLinear } from 'd3';
import type { TimeScale } from './scale';

/** The scale as a D3 scale, which axes and brushes take. */
export const linear = ({ from, to, width }: TimeScale) => scaleLinear([from, to], [0, width]);
