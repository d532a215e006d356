import type { Cause } from '../../contracts/ids.ts';
import type { OutboundKind } from '../../contracts/ledger.ts';
import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import type { OutboundRow } from './entities.ts';

/** What `prepare` decides under the lead's lock: send this, do not do it, or not now. */
export type Prepared<Later> =
  | { kind: 'send'; payload: unknown; decisionId?: string }
  | { kind: 'skip'; reason: string; decisionId?: string }
  | { kind: 'later'; later: Later };

/** What the vendor knows of an action that was left without an answer. */
export type Found<Answer> =
  | { kind: 'sent'; vendorId: string | null; answer: Answer }
  | { kind: 'absent' }
  /** it may have happened, and repeating it under its key is the question itself: until that is answered it is in doubt */
  | { kind: 'askAgain' }
  /** it will never be told: a person has to settle it */
  | { kind: 'untold' };

/** One outward action: what it is, how it is decided, done, found again and told. */
export interface OutboundPlan<Answer, Later = never> {
  tenantId: string;
  leadId: string | null;
  /** the natural key, see `outboundKey` */
  key: string;
  kind: OutboundKind;
  vendor: string;
  /** what is meant, in codes; another meaning under the same key is `Ledger.KeyConflict`. Null: whatever its row means */
  intent: Record<string, string | number | boolean | null> | null;
  causedBy: Cause;
  /** it is part of forgetting a person, or ends what runs: done also for a lead that is to be forgotten */
  evenErased?: true;
  /** it goes to staff: done also for a tenant that is suspended */
  evenSuspended?: true;
  /** longer than the vendor's time limit: only afterwards may anybody look into what happened */
  leaseMs: number;
  /**
   * Decides, and makes the payload, in the transaction that writes `sending`. Runs again before a repeated sending,
   * where `row` is the one found: its stored payload is sent, whatever is returned.
   */
  prepare(tx: Tx, lead: LeadRow | null, row: OutboundRow | null): Promise<Prepared<Later>>;
  /** The request itself. Throws `VendorFailure`, whose certainty says what is known. */
  send(payload: unknown, row: OutboundRow): Promise<{ vendorId: string | null; answer: Answer }>;
  /** Looks for an action without an answer. Throws when that cannot be told: the row stays `unknown`. */
  reconcile(row: OutboundRow): Promise<Found<Answer>>;
  /** What to do when it is proven that nothing happened. */
  whenAbsent: 'repeat' | 'skip';
  /** Tells our own rows, in the transaction that settles the action; an action in doubt is not settled. */
  settled?(tx: Tx, row: OutboundRow, result: Settled<Answer>): Promise<void>;
}

/** How an outward action ended. `fresh` is true for the one call that settled it. */
export type Settled<Answer> =
  | { kind: 'sent'; row: OutboundRow; answer: Answer; vendorId: string | null; fresh: boolean }
  | {
      kind: 'refused';
      /** `unknown`: it may have happened, is left to a person, and done with for everybody else */
      state: 'rejected' | 'skipped' | 'cancelled' | 'failed' | 'unknown';
      reason: string;
      fresh: boolean;
    };

/** How an outward action stands. */
export type Performed<Answer, Later = never> =
  | Settled<Answer>
  | { kind: 'later'; later: Later }
  /** it may have happened; nobody may look before `until` */
  | { kind: 'unknown'; until: Date };
