import { Migration } from '@mikro-orm/migrations';

/** How far mailboxes were read, and by whom just now; a person's word about an action in doubt. */
export class Migration0007 extends Migration {
  override up(): void {
    this.addSql(mailboxes);
    this.addSql(commands);
  }
}

const commands = /* sql */ `
alter table "command" drop constraint "command_name_check";
alter table "command" add constraint "command_name_check" check ("name" in ('bookAppointment', 'rescheduleAppointment', 'cancelAppointment', 'markNoShow', 'markCompleted', 'requestCall', 'changeStatus', 'pause', 'resume', 'optOut', 'close', 'assign', 'merge', 'decideDraft', 'sendReply', 'settleUnknown'));
`;

const mailboxes = /* sql */ `
create table "routing"."mailbox" ("account" varchar(255) not null, "holder" uuid null, "held_until" timestamptz(6) null, "uid_validity" varchar(255) null, "uid" bigint null, "at" timestamptz(6) null, primary key ("account"));

create function routing.hold_mailbox(wanted text, by_whom uuid, lease interval)
returns table (uid_validity text, uid bigint, at timestamptz)
language sql security definer set search_path = pg_catalog as
$$ insert into routing.mailbox as m (account, holder, held_until) values (wanted, by_whom, now() + lease)
   on conflict (account) do update set holder = excluded.holder, held_until = excluded.held_until
   where m.holder = excluded.holder or m.held_until is null or m.held_until <= now()
   returning m.uid_validity, m.uid, m.at $$;

create function routing.move_mailbox(wanted text, by_whom uuid, validity text, reached bigint, reached_at timestamptz)
returns boolean
language sql security definer set search_path = pg_catalog as
$$ with moved as (
     update routing.mailbox set uid_validity = validity, uid = reached, at = reached_at
     where account = wanted and holder = by_whom returning 1)
   select exists (select from moved) $$;

create function routing.leave_mailbox(wanted text, by_whom uuid) returns void
language sql security definer set search_path = pg_catalog as
$$ update routing.mailbox set holder = null, held_until = null where account = wanted and holder = by_whom $$;
`;
