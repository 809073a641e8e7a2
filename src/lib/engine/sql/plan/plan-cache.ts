import type { Plan } from './planner';

/** Plans by text, until shapes come. */
export class PlanCache {
  readonly #plans = new Map<string, Plan>();

  find(text: string, generation: number, planKey: string): Plan | undefined {
    return this.#plans.get(`${generation} ${planKey} ${text}`);
  }

  add(text: string, generation: number, planKey: string, plan: Plan): void {
    this.#plans.set(`${generation} ${planKey} ${text}`, plan);
  }
}
