import { Migration } from '@mikro-orm/migrations';

/** The orders in which staff read leads, besides newest first: an index each. */
export class Migration0014 extends Migration {
  override up(): void {
    this.addSql(orders);
  }
}

// the expressions are those of schema/graphql/lead-sort.ts: a lead without the value has a place too
const orders = /* sql */ `
create index "lead_by_updated" on "lead" ("tenant_id", "updated_at", "id") where merged_into is null;
create index "lead_by_score" on "lead" ("tenant_id", (case when score is null then -1 else score end), "id") where merged_into is null;
create index "lead_by_next_action" on "lead" ("tenant_id", (case when next_action_at is null then '9999-12-31T00:00:00Z'::timestamptz else next_action_at end), "id") where merged_into is null;
`;
