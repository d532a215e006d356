import { Migration } from '@mikro-orm/migrations';

/** Mails about accounts are read in order, page by page. */
export class Migration0038 extends Migration {
  override up(): void {
    this.addSql(
      `create index "account_mail_tenant_id_created_at_id_index" on "account_mail" ("tenant_id", "created_at", "id");`,
    );
  }
}
