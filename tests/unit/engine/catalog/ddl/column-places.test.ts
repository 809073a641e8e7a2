import { describe, expect, it } from 'vitest';
import type { ColumnDef } from '../../../../../src/lib/engine/catalog/descriptors';
import { ColumnPlaces } from '../../../../../src/lib/engine/catalog/ddl/column-places';
import { INT } from '../../../../../src/lib/engine/sql/types/type';

const column = (id: number, name: string): ColumnDef => ({
  id,
  name,
  type: INT,
  nullable: true,
  slot: id,
  hidden: false,
  state: 'public'
});

describe('places of columns', () => {
  it('follow a list that grows', () => {
    const places = new ColumnPlaces();
    const list = [column(1, 'a')];
    expect([places.ofId(list, 1), places.ofName(list, 'b')]).toEqual([0, -1]);
    list.push(column(4, 'b'));
    expect([places.ofId(list, 4), places.ofName(list, 'b'), places.ofId(list, 2)]).toEqual([1, 1, -1]);
  });

  it('begin anew with another list, and with one that has become shorter', () => {
    const places = new ColumnPlaces();
    const list = [column(1, 'a'), column(2, 'b')];
    expect(places.ofName(list, 'b')).toBe(1);
    const other = [column(2, 'c'), column(1, 'a')];
    expect([places.ofName(other, 'b'), places.ofName(other, 'c'), places.ofId(other, 1)]).toEqual([-1, 0, 1]);
    other.pop();
    expect(places.ofId(other, 1)).toBe(-1);
  });

  it('take the first of a name', () => {
    expect(new ColumnPlaces().ofName([column(1, 'a'), column(2, 'a')], 'a')).toBe(0);
  });
});
