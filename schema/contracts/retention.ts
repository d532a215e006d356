import type { Duration } from './hours.ts';

/** How long what is known of people is kept. What is left out is kept for as long as the business wants it. */
export interface RetentionSettings {
  /** a lead whose journey has closed, since then, or since anything happened to them */
  leads?: Duration;
  /** what was said in a call: its sound at the vendor, and word by word */
  recordings?: Duration;
  /** what was written: e-mails, replies and their drafts */
  messages?: Duration;
  /** what came in and belongs to no lead; 90 days when left out */
  unclaimed?: Duration;
}

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
