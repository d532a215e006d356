import type { RetentionPace } from '../../domain/retention/pace.ts';
import type { RemovedBefore } from '../../domain/retention/periods.ts';
import type { Run } from '../../schema/database/retention/runs.ts';
import type { Ports } from '../ports.ts';

export type RetentionPorts = Pick<Ports, 'db' | 'telephony' | 'calendar' | 'linkSecret' | 'log'>;

/** One turn at one kind of what is removed. */
export interface ToRemove extends Run {
  before: RemovedBefore;
  after: string | null;
  pace: RetentionPace;
}

/** `after`: where the next turn goes on; null when nothing is left of the kind. `isCut`: tonight takes no more of it. */
export interface Turn {
  removed: number;
  after: string | null;
  isCut?: true;
}

export type RemoveKind = (ports: RetentionPorts, task: ToRemove) => Promise<Turn>;

export const nothingDue: Turn = { removed: 0, after: null };
