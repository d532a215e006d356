import type { Assignment } from '../../schema/contracts/tenant.ts';

/** Somebody who could meet a lead. */
export interface Candidate {
  key: string;
  /** appointments ahead */
  load: number;
  /** when an appointment was given to them last; null: never yet */
  lastGivenAt: string | null;
}

const turn = ({ lastGivenAt }: Candidate): number =>
  lastGivenAt === null ? Number.NEGATIVE_INFINITY : Date.parse(lastGivenAt);

const orders: Record<Assignment, (a: Candidate, b: Candidate) => number> = {
  leastLoaded: (a, b) => a.load - b.load,
  roundRobin: (a, b) => (turn(a) === turn(b) ? 0 : turn(a) - turn(b)),
};

/** The candidates in the order in which they get an appointment; among equals the order of the list. */
export const inOrder = <C extends Candidate>(rule: Assignment | undefined, candidates: readonly C[]): C[] =>
  [...candidates].sort(orders[rule ?? 'leastLoaded']);
