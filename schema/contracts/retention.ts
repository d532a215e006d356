/**
 * What a night removes, in its order: what vendors told late of people who are forgotten, what came in and belongs to
 * nobody, what was said in calls, what was written, and leads as a whole.
 */
export const removedKinds = ['late', 'unclaimed', 'recordings', 'messages', 'leads'] as const;
export type RemovedKind = (typeof removedKinds)[number];
export type RemovedCounts = Record<RemovedKind, number>;

/** Whose rows are gone through. */
export interface RetentionRef {
  tenantId: string;
}

/** How far a night is: what comes next, and after which row of it; null from its beginning. Ids and instants only. */
export interface RetentionPlace {
  kind: RemovedKind;
  after: string | null;
}

/** The input of the workflow `retention`. */
export interface RetentionInput extends RetentionRef {
  /** where an earlier run of the chain has left it; absent on a fresh start */
  place?: RetentionPlace;
}

/** One Schedule per tenant; each of its nights is a workflow under the same id with the instant behind it. */
export const retentionId = ({ tenantId }: RetentionRef): string => `retention/${tenantId}`;

export interface RetentionTurn extends RetentionRef {
  /** the first run of the night's chain, which names its row */
  runId: string;
  place: RetentionPlace;
}

/** `more`: go on from there after the pause. `over`: nothing is left, or tonight takes no more. */
export type RetentionProgress =
  | { kind: 'more'; place: RetentionPlace; pauseMs: number; removed: RemovedCounts }
  | { kind: 'over'; isCut: boolean; removed: RemovedCounts };

/** What `retention` asks of the world. */
export interface RetentionActivities {
  /** Removes the next of what is due, and counts it. A second call with the same place finds what is left. */
  tendRetention(turn: RetentionTurn): Promise<RetentionProgress>;
}
