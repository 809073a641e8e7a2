/** What panels read, by name: pages know the worker, not the engine behind it. */
export type { RangeView, RowView, RowsView, TableView } from '../engine/cluster/table-views';
export type { WorkbenchReport, WorkbenchRow } from '../consumers/workbench';
export type { DashboardGraph, DashboardView } from './run-reads';
