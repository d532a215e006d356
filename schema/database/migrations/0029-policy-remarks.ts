import { Migration } from '@mikro-orm/migrations';

/** Why settings were changed, and which version was taken up again. */
export class Migration0029 extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
alter table "tenant_policy" add column "remark" text null, add column "rolled_back_to" int null;
create index "tenant_policy_tenant_id_created_at_id_index" on "tenant_policy" ("tenant_id", "created_at", "id");
`);
  }
}
