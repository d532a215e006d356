import { Migration } from '@mikro-orm/migrations';

/** Two more ways in which a call may end: at a fax machine, and at a screening service. */
export class Migration0002 extends Migration {
  override up(): void {
    this.addSql(outcomes);
  }
}

const outcomes = /* sql */ `
alter table "call_attempt" drop constraint "call_attempt_outcome_check";
alter table "call_attempt" add constraint "call_attempt_outcome_check" check ("outcome" in ('answered', 'voicemail', 'busy', 'noAnswer', 'failed', 'declined', 'wrongNumber', 'optedOut', 'fax', 'screened', 'skipped'));
`;
