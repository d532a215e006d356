import pg from 'pg';
import { openDatabase } from '../../schema/database/database.ts';
import { seedLead } from '../../tests/support/seed-lead.ts';

interface Where {
  /** the application's role, and the owner's */
  database: string;
  databaseOwner: string;
}

/** Gives a tenant this many leads, of which the newest twenty have a past: calls, appointments, messages and the rest. */
export async function seedLeads(
  { database, databaseOwner }: Where,
  tenantId: string,
  most: number,
): Promise<void> {
  const withPast = 20;
  const db = await openDatabase(database);
  for (let nth = 0; nth < withPast; nth += 1) await seedLead(db, tenantId, 'Bench', nth);
  await db.close();
  const client = new pg.Client({ connectionString: databaseOwner });
  await client.connect();
  try {
    const staff = '(select staff_key from staff_user where tenant_id = $1 order by staff_key limit 1)';
    await client.query(`update lead set assigned_to = ${staff} where tenant_id = $1`, [tenantId]);
    await client.query(`update appointment set staff_key = ${staff} where tenant_id = $1`, [tenantId]);
    await client.query(bulk, [tenantId, most - withPast]);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

// older than the others, and with gaps in what they are ordered by
const bulk = `
  insert into lead (id, tenant_id, created_at, updated_at, name, phone, email, language, source, answers, score, next_action_at)
  select gen_random_uuid(), $1, at, at + n % 977 * interval '1 hour', 'Lead ' || n, '+44770' || lpad(n::text, 7, '0'),
    'lead' || n || '@bulk.example', 'en', 'form', '{}', case when n % 3 > 0 then n % 101 end,
    case when n % 4 > 0 then at + n % 613 * interval '1 day' end
  from generate_series(1, $2::int) as n, lateral (select '2025-12-31'::timestamptz - n * interval '1 minute') as made (at)`;
