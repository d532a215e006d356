import { Migration } from '@mikro-orm/migrations';

/** Which copies vendors hold of a person who is erased; an erasure is told of when it is asked for, not at every change. */
export class Migration0022 extends Migration {
  override up(): void {
    this.addSql(copies);
  }
}

const copies = /* sql */ `
alter table "erasure" add column "copies" jsonb not null default '[]';
alter table "erasure" alter column "copies" drop default;
drop trigger note_pending_erasure on erasure;
create trigger note_pending_erasure after insert or update of asked_at on erasure for each row
when (new.state = 'asked') execute function routing.note_pending_erasure();
`;
