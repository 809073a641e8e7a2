import { SqlError } from '../../base/errors';
import type { TextOrPlaceholder } from '../../sql/ast/changefeed';

/** The text given for a sink, a label or an option. @throws SqlError 42P02 for a placeholder, which nothing fills here */
export function textValue(node: TextOrPlaceholder): string {
  if (node.kind === 'text') return node.text;
  throw new SqlError('42P02', `no value provided for placeholder: $${node.index}`, { span: node.span });
}
