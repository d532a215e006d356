import type { CommandArguments } from './commands.ts';

/** What can be asked of many leads at once. `tag` changes rows alone; the others are commands to each lead's journey. */
export const bulkNames = ['assign', 'changeStatus', 'close', 'tag'] as const;
export type BulkName = (typeof bulkNames)[number];

/** What is asked of each lead, by name. */
export interface BulkArguments extends Pick<CommandArguments, 'assign' | 'changeStatus' | 'close'> {
  tag: { add: string[]; remove: string[] };
}

/** `stopping`: nothing more is asked, and what was asked is still answered. */
export const bulkStates = ['running', 'stopping', 'done', 'stopped'] as const;
export type BulkState = (typeof bulkStates)[number];

/** `waiting` not asked yet, `asked` its journey has not answered yet. */
export const bulkItemStates = ['waiting', 'asked', 'done', 'refused'] as const;
export type BulkItemState = (typeof bulkItemStates)[number];

/** How many leads one bulk command may be about. */
export const mostLeadsAtOnce = 10_000;

/** The input of the workflow `bulkCommand`: ids only. */
export interface BulkRef {
  tenantId: string;
  bulkId: string;
}

/** One bulk command is one workflow: started again, it is the same one. */
export const bulkCommandId = ({ tenantId, bulkId }: BulkRef): string => `bulk/${tenantId}/${bulkId}`;

/** How far a bulk command is: counts for the Web UI. `over`: every lead has answered, or nobody is asked any more. */
export interface BulkProgress {
  kind: 'more' | 'over';
  state: BulkState;
  total: number;
  done: number;
  refused: number;
  /** how many leads were asked or have answered in this turn */
  moved: number;
}

/** What `bulkCommand` asks of the world. */
export interface BulkActivities {
  /** Asks the next leads and notes what others answered. A second call asks nobody twice. */
  tendBulk(ref: BulkRef): Promise<BulkProgress>;
}
