import { Migration } from '@mikro-orm/migrations';

/** What is counted by day is found by its instant. */
export class Migration0030 extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
create index "call_attempt_tenant_id_placed_at_index" on "call_attempt" ("tenant_id", "placed_at");
create index "message_tenant_id_at_index" on "message" ("tenant_id", "at");
create index "model_call_tenant_id_created_at_index" on "model_call" ("tenant_id", "created_at");
`);
  }
}
