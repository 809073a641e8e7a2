import type { Expr, Placeholder } from './expr';
import type { Name, Node, TableName } from './name';
import type { SelectItem, TableById, TableRef } from './select';
import type { TextNode } from './ddl';

/** Changefeeds, their schedules and external connections (reference §1). */

/** A text or a placeholder: what sinks, option values, labels and connection names are given as. A bare word is a text. */
export type TextOrPlaceholder = (TextNode & { readonly kind: 'text' }) | Placeholder;

/** `name [= value]`. Names are folded as identifiers are, or taken as they stand from a string literal. */
export interface OptionNode extends Node {
  readonly name: string;
  readonly value: TextOrPlaceholder | undefined;
}

/** `[TABLE] t [FAMILY f]`. */
export interface ChangefeedTarget extends Node {
  readonly table: TableName;
  readonly family: Name | undefined;
}

/** `INCLUDE | EXCLUDE TABLES a, b`. */
export interface TableFilter extends Node {
  readonly kind: 'INCLUDE' | 'EXCLUDE';
  readonly tables: readonly TableName[];
}

/** The query of `AS SELECT …`: one table, a target list and a WHERE. */
export interface ChangefeedQuery extends Node {
  readonly items: readonly SelectItem[];
  readonly from: TableRef | TableById;
  readonly where: Expr | undefined;
}

/** What a feed watches. */
export type ChangefeedSource =
  | { readonly kind: 'targets'; readonly targets: readonly ChangefeedTarget[] }
  | { readonly kind: 'query'; readonly query: ChangefeedQuery }
  | { readonly kind: 'database'; readonly database: Name; readonly filter: TableFilter | undefined };

/** CREATE CHANGEFEED, and EXPERIMENTAL CHANGEFEED, which never has a sink. */
export interface CreateChangefeedStatement extends Node {
  readonly kind: 'createChangefeed';
  readonly experimental: boolean;
  readonly source: ChangefeedSource;
  /** Undefined for a sinkless feed. */
  readonly sink: TextOrPlaceholder | undefined;
  readonly options: readonly OptionNode[];
}

export interface AlterChangefeedStatement extends Node {
  readonly kind: 'alterChangefeed';
  readonly job: Expr;
  /** In text order, which decides. */
  readonly commands: readonly AlterChangefeedCommand[];
}

export type AlterChangefeedCommand =
  | (Node & {
      readonly kind: 'add';
      readonly targets: readonly ChangefeedTarget[];
      readonly options: readonly OptionNode[];
    })
  | (Node & { readonly kind: 'drop'; readonly targets: readonly ChangefeedTarget[] })
  | (Node & { readonly kind: 'set'; readonly options: readonly OptionNode[] })
  | (Node & { readonly kind: 'unset'; readonly names: readonly Name[] })
  | (Node & { readonly kind: 'setFilter'; readonly filter: TableFilter })
  | (Node & { readonly kind: 'unsetFilter'; readonly filter: 'INCLUDE' | 'EXCLUDE' });

export interface CreateScheduleStatement extends Node {
  readonly kind: 'createChangefeedSchedule';
  readonly ifNotExists: boolean;
  readonly label: TextOrPlaceholder | undefined;
  readonly source: ChangefeedSource;
  readonly sink: TextOrPlaceholder;
  readonly options: readonly OptionNode[];
  readonly recurring: TextOrPlaceholder;
  readonly scheduleOptions: readonly OptionNode[];
}

/** CREATE and ALTER EXTERNAL CONNECTION; `ifNotExists` belongs to both grammars. */
export interface ExternalConnectionStatement extends Node {
  readonly kind: 'createExternalConnection' | 'alterExternalConnection';
  readonly ifNotExists: boolean;
  readonly ifExists: boolean;
  readonly name: TextOrPlaceholder;
  readonly uri: TextOrPlaceholder;
}

export interface DropExternalConnectionStatement extends Node {
  readonly kind: 'dropExternalConnection';
  readonly name: TextOrPlaceholder;
}

export interface CheckExternalConnectionStatement extends Node {
  readonly kind: 'checkExternalConnection';
  readonly uri: TextOrPlaceholder;
  readonly transfer: TextOrPlaceholder | undefined;
  readonly time: TextOrPlaceholder | undefined;
  readonly concurrently: Expr | undefined;
}
