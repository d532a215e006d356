import { Migration } from '@mikro-orm/migrations';

/** Leads who call us: a fact of its own, and calls in which only a message is taken. */
export class Migration0011 extends Migration {
  override up(): void {
    this.addSql(inbound);
  }
}

const inbound = /* sql */ `
alter table "lead_fact" drop constraint "lead_fact_kind_check";
alter table "lead_fact" add constraint "lead_fact_kind_check" check ("kind" in ('formSubmitted', 'messageReceived', 'callReceived', 'callEnded', 'appointmentChanged', 'optedOut', 'leadChanged', 'absorbed', 'inherited', 'approvalDecided'));
alter table "call_attempt" add column "message_only" boolean not null default false;
`;
