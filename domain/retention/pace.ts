/** How much a night removes, and how fast: whoever is called or written to just now goes first. */
export interface RetentionPace {
  /** leads whose erasure begins at once, and the pause after them */
  leads: number;
  leadsPauseMs: number;
  /** leads in one night; the next one goes on */
  mostLeads: number;
  /** erasures that are under way, beyond which no more begin: a vendor may be away */
  mostUnderWay: number;
  /** calls at once, each with its recordings at the vendor */
  calls: number;
  /** rows that one statement empties */
  rows: number;
  /** people who were forgotten, gone through at once */
  forgotten: number;
  pauseMs: number;
}

/** A lead a second, for four hours: 100,000 of them take a week of nights. */
export const retentionPace: RetentionPace = {
  leads: 20,
  leadsPauseMs: 20_000,
  mostLeads: 14_400,
  mostUnderWay: 500,
  calls: 20,
  rows: 500,
  forgotten: 100,
  pauseMs: 1_000,
};
