import { Migration } from '@mikro-orm/migrations';

/** What staff search leads by: one folded text per lead, which PostgreSQL keeps itself. */
export class Migration0013 extends Migration {
  override up(): void {
    this.addSql(folded);
    this.addSql(searchText);
  }
}

// NFKD takes é apart into e and its accent; the letters of the last two lines have no parts. `pg_c_utf8` folds the case of
// every script alike on every machine, whatever locale the database was made with.
const folded = /* sql */ `
create function folded(words text) returns text language sql immutable parallel safe
return replace(translate(
  lower(regexp_replace(normalize(words, NFKD), '[\\u0300-\\u036f]', '', 'g') collate "pg_c_utf8"),
  'øłđı', 'oldi'), 'ß', 'ss');
`;

// a generated column follows every change of the row, an erasure too, with nothing for us to remember
const searchText = /* sql */ `
create function lead_search_text(name text, email text, interest text, summary text, tags text[], answers jsonb)
returns text language sql immutable parallel safe
return folded(concat_ws(E'\\n', name, email, interest, summary, array_to_string(tags, E'\\n'),
  (select string_agg(value, E'\\n') from jsonb_each_text(answers))));
alter table "lead" add column "search_text" text generated always as (lead_search_text("name", "email", "interest", "summary", "tags", "answers")) stored;
`;
