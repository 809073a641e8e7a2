import { expect, it } from 'vitest';
import type { AccessChooser } from '../../../../../src/lib/engine/sql/plan/access';
import { comparisonOf } from '../../../../../src/lib/engine/sql/plan/comparison';
import { joined, type JoinHelp } from '../../../../../src/lib/engine/sql/plan/join-choice';
import { filtered } from '../../../../../src/lib/engine/sql/plan/optimize';
import type { JoinRel, Rel } from '../../../../../src/lib/engine/sql/plan/rel';
import { columnScalar, type Scalar } from '../../../../../src/lib/engine/sql/plan/scalar';
import { BOOL, INT } from '../../../../../src/lib/engine/sql/types/type';

const help: JoinHelp = {
  rel: filtered,
  access: { estimate: () => 1000, isLookup: () => false } as unknown as AccessChooser
};

/** `FROM t0, t1, …` with a condition that ties each table to the next. */
function chain(tables: number, condition: (left: number, right: number) => Scalar): JoinRel {
  const leaf = (register: number): Rel => ({ kind: 'values', register, width: 1, rows: [] });
  let rel = leaf(0);
  const on: Scalar[] = [];
  for (let i = 1; i < tables; i++) {
    rel = { kind: 'join', type: 'inner', left: rel, right: leaf(i), algorithm: 'loop', pairs: [], on: [] };
    on.push(condition(i - 1, i));
  }
  return { ...(rel as JoinRel), on };
}

/** How often the conditions of a chain are looked at while it is put in order. */
function looks(tables: number): number {
  let count = 0;
  const condition = (left: number, right: number): Scalar =>
    new Proxy<Scalar>(
      {
        kind: 'compare',
        op: '=',
        type: BOOL,
        span: undefined,
        left: columnScalar(left, 0, 'x', INT),
        right: columnScalar(right, 0, 'x', INT),
        comparison: comparisonOf(INT, INT)!
      },
      {
        get(target, key) {
          if (key === 'kind') count++;
          return Reflect.get(target, key) as unknown;
        }
      }
    );
  joined(chain(tables, condition), [], help);
  return count;
}

it('looks at each condition a few times, however many tables there are', () => {
  expect(looks(200) / 200).toBeLessThan(12);
  expect(looks(200)).toBeLessThan(2.2 * looks(100));
});
