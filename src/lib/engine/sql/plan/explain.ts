import type { CteDef, Rel } from './rel';
export function explainPlan(_rel: Rel, _hoisted: readonly CteDef[]): string {
  return '';
}
