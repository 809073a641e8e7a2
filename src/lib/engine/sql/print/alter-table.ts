import { unreachable } from '../../base/assert';
import type { AlterColumnIdentity, AlterTableCommand, AlterTableStatement } from '../ast/alter-table';
import { printExpr } from './expr';
import { printString } from './literals';
import { printName, printTableName, quoteName } from './names';
import {
  printColumnDef,
  printConstraint,
  printIdentity,
  printIndexElements,
  printPartitionBy,
  printSequenceOptions,
  printSharding,
  printStorage,
  printStorageParameters
} from './table-def';
import { printType } from './types';

/** ALTER TABLE with its commands. */

export function printAlterTable({ ifExists, name, commands }: AlterTableStatement): string {
  return `ALTER TABLE ${ifExists ? 'IF EXISTS ' : ''}${printTableName(name)} ${commands.map(printCommand).join(', ')}`;
}

function printCommand(command: AlterTableCommand): string {
  switch (command.kind) {
    case 'addColumn':
      return `ADD COLUMN ${command.ifNotExists ? 'IF NOT EXISTS ' : ''}${printColumnDef(command.column)}`;
    case 'dropColumn':
      return drop('COLUMN', command.ifExists, quoteName(command.column.text), command.behavior);
    case 'dropConstraint':
      return drop('CONSTRAINT', command.ifExists, quoteName(command.constraint.text), command.behavior);
    case 'validateConstraint':
      return `VALIDATE CONSTRAINT ${printName(command.constraint)}`;
    case 'renameColumn':
      return `RENAME COLUMN ${printName(command.column)} TO ${printName(command.to)}`;
    case 'renameConstraint':
      return `RENAME CONSTRAINT ${printName(command.constraint)} TO ${printName(command.to)}`;
    case 'addConstraint':
      return `ADD ${printConstraint(command.constraint)}${command.notValid ? ' NOT VALID' : ''}`;
    case 'alterPrimaryKey': {
      const sharding = command.sharded ? printSharding(command.sharded) : '';
      const columns = printIndexElements(command.columns);
      return `ALTER PRIMARY KEY USING COLUMNS (${columns})${sharding}${printStorage(command.storage)}`;
    }
    case 'setStorage':
      return `SET (${printStorageParameters(command.parameters)})`;
    case 'resetStorage':
      return `RESET (${command.keys.map(printString).join(', ')})`;
    case 'partitionBy':
      return printPartitionBy(command.partitionBy);
    case 'injectStatistics':
      return `INJECT STATISTICS ${printExpr(command.statistics)}`;
    case 'setAudit':
      return `EXPERIMENTAL_AUDIT SET ${command.mode}`;
    case 'rowLevelSecurity':
      return `${command.mode} ROW LEVEL SECURITY`;
    case 'switchTrigger': {
      const trigger = typeof command.trigger === 'string' ? command.trigger : printName(command.trigger);
      return `${command.enable ? 'ENABLE' : 'DISABLE'} TRIGGER ${trigger}`;
    }
    default:
      return `ALTER COLUMN ${printName(command.column)} ${printColumnChange(command)}`;
  }
}

function drop(what: string, ifExists: boolean, name: string, behavior: string | undefined): string {
  return `DROP ${what} ${ifExists ? 'IF EXISTS ' : ''}${name}${behavior ? ` ${behavior}` : ''}`;
}

const FLAG_CHANGES = {
  setNotNull: 'SET NOT NULL',
  dropNotNull: 'DROP NOT NULL',
  setVisible: 'SET VISIBLE',
  setNotVisible: 'SET NOT VISIBLE',
  dropStored: 'DROP STORED'
} as const;

type ColumnChange = Extract<
  AlterTableCommand,
  {
    kind:
      | 'alterColumnType'
      | 'setDefault'
      | 'setOnUpdate'
      | keyof typeof FLAG_CHANGES
      | AlterColumnIdentity['kind'];
  }
>;

function printColumnChange(change: ColumnChange): string {
  switch (change.kind) {
    case 'alterColumnType':
      return `SET DATA TYPE ${printType(change.type)}${change.using ? ` USING ${printExpr(change.using)}` : ''}`;
    case 'setDefault':
      return change.expr ? `SET DEFAULT ${printExpr(change.expr)}` : 'DROP DEFAULT';
    case 'setOnUpdate':
      return change.expr ? `SET ON UPDATE ${printExpr(change.expr)}` : 'DROP ON UPDATE';
    case 'setNotNull':
    case 'dropNotNull':
    case 'setVisible':
    case 'setNotVisible':
    case 'dropStored':
      return FLAG_CHANGES[change.kind];
    case 'addIdentity':
      return `ADD${printIdentity(change)}`;
    case 'setIdentity':
      return `SET GENERATED ${change.always ? 'ALWAYS' : 'BY DEFAULT'}`;
    case 'setIdentityOptions':
      return change.options
        .map((option) => (option.kind === 'restart' ? '' : 'SET ') + printSequenceOptions([option]))
        .join(' ');
    case 'dropIdentity':
      return `DROP IDENTITY${change.ifExists ? ' IF EXISTS' : ''}`;
    default:
      return unreachable(change);
  }
}
