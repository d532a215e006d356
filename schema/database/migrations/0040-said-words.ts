import { Migration } from '@mikro-orm/migrations';

/** Leads are found by what was said: an index of the words of messages and notes, and the door by which it is asked. */
export class Migration0040 extends Migration {
  override up(): void {
    this.addSql(words);
    this.addSql(indexes);
    this.addSql(door);
  }
}

// No parser of full text: what it takes for a word depends on the database's locale, and it keeps addresses whole. An index
// must never refuse a message, so a text counts up to a length that fits a tsvector, and an endless word is cut.
const words = /* sql */ `
create function words_of(said text) returns text[] language sql immutable parallel safe
return array(select distinct word[1] from
  regexp_matches(left(folded(left(said, 50000)), 50000) collate "pg_c_utf8", '[[:alnum:]]{1,200}', 'g') word);
create function said_words(subject text, said text) returns tsvector language sql immutable parallel safe
return array_to_tsvector(words_of(concat_ws(' ', subject, said)));
create function words_query(typed text) returns tsquery language sql immutable parallel safe
return (select string_agg('''' || word || ''':*', ' & ')::tsquery from unnest(words_of(typed)) word);
`;

// on expressions, so that they follow every change of a row, an erasure too
const indexes = /* sql */ `
create index "message_words" on "message" using gin (said_words("subject", "text"));
create index "lead_note_words" on "lead_note" using gin (said_words(null, "text")) where removed_at is null;
`;

// The policies keep PostgreSQL from using the index, so it asks as the owner, of the session's tenant only, and answers ids:
// the list of leads is read under the policies. A lead that was merged is answered with those that took it in.
const door = /* sql */ `
create function routing.leads_saying(typed text) returns setof uuid
language sql stable security definer set search_path = pg_catalog as $$
  with recursive saying(id) as (
    (
      select lead_id from public.message
      where public.said_words(subject, text) operator(pg_catalog.@@) (select public.words_query(typed))
        and tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
      union
      select lead_id from public.lead_note
      where public.said_words(null, text) operator(pg_catalog.@@) (select public.words_query(typed))
        and removed_at is null and tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
    )
    union
    select l.merged_into from saying s join public.lead l on l.id = s.id where l.merged_into is not null
  )
  select id from saying
$$;
`;
