import type { CreateAsElement } from '../../sql/ast/table-def';
import { ddlErrors } from './errors';
import type { IndexRequest } from './indexes';
import type { TableDraft } from './draft';

/** The primary key that CREATE TABLE AS gives its table, on a column or as an element; undefined without one. */
export function primaryKeyOfElements(
  draft: TableDraft,
  elements: readonly CreateAsElement[]
): IndexRequest | undefined {
  const requests: IndexRequest[] = [];
  for (const element of elements) {
    if (element.kind === 'primaryKey') requests.push({ ...element, unique: true, constraint: true });
    if (element.kind !== 'createAsColumn' || !element.primaryKey) continue;
    const { name, span, primaryKey } = element;
    requests.push({
      name: primaryKey.constraint,
      columns: [
        {
          column: name.text,
          expr: undefined,
          opClass: undefined,
          direction: undefined,
          nulls: undefined,
          span
        }
      ],
      unique: true,
      constraint: true,
      sharded: primaryKey.sharded,
      storage: primaryKey.storage,
      span
    });
  }
  if (requests.length > 1) throw ddlErrors.multiplePrimaryKeys(draft.name, requests[1].span);
  return requests[0];
}
