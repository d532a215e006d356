import type { Running } from './running.ts';
import { waitUntil } from './wait-until.ts';

/** Somebody who sends a form. The number decides who answers the phone, the address who reads the mails. */
export interface Person {
  name: string;
  phone: string;
  email: string;
  interest: string;
  message: string;
}

/** A person whose form was stored. */
export interface SentLead extends Person {
  leadId: string;
  tenantId: string;
}

const area = {
  ...{ ana: '202', noel: '303', mia: '404', ivy: '505' },
  ...{ rhea: '503', cara: '506', otto: '507', nora: '508', nico: '509', tess: '510' },
  ...{ max: '703', echo: '704', fay: '705', bo: '706', rex: '707', rush: '708' },
  ...{ gale: '712', ward: '713', cleo: '714' },
} as const;
type Voice = keyof typeof area;

/** Somebody with the voice of a persona, and a number that is theirs alone. */
export const person = (voice: Voice, number: number, more: Partial<Person> = {}): Person => ({
  name: `${voice} Number${number}`,
  phone: `+1${area[voice]}55501${String(number).padStart(2, '0')}`,
  email: `${voice}+${number}@number${number}.example`,
  interest: 'work',
  message: `a question from number ${number}`,
  ...more,
});

/** Sends the form as the tenant's own page would, as JSON. */
export async function sendForm(running: Running, tenant: string, who: Person): Promise<SentLead> {
  const answer = await fetch(`${running.installation.urls.api}/api/leads/public?tenant=${tenant}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...who, consent: true }),
  });
  if (answer.status !== 202) throw new Error(`the form is answered ${answer.status} ${await answer.text()}`);
  return findLead(running, who);
}

export async function findLead({ rows }: Running, who: Person): Promise<SentLead> {
  const found = await rows.query<{ leadId: string; tenantId: string }>(
    'select id as "leadId", tenant_id as "tenantId" from lead where email = $1',
    [who.email],
  );
  const [row] = found.rows;
  if (!row || found.rows.length > 1) throw new Error(`${found.rows.length} leads of one form`);
  return { ...who, ...row };
}

/** Waits until the journey rests; answers how long it took from the form to its last event. */
export async function restOf(running: Running, { leadId }: SentLead, withinMs = 150_000): Promise<number> {
  await waitUntil(
    `lead ${leadId} at rest`,
    async () => {
      // PostgreSQL itself may be away for a moment
      const { rows } = await running.rows
        .query<{ step: string }>('select step from lead where id = $1', [leadId])
        .catch(() => ({ rows: [] }));
      return rows[0]?.step === 'rest';
    },
    { withinMs, everyMs: 500 },
  ).catch(async (failure: unknown) => {
    const at = await running.rows
      .query('select step, next_action, next_action_at, status from lead where id = $1', [leadId])
      .catch(() => ({ rows: [] }));
    throw new Error(`${(failure as Error).message}: ${JSON.stringify(at.rows[0])}`);
  });
  const { rows } = await running.rows.query<{ ms: number }>(
    `select extract(epoch from max(e.at) - l.created_at)::float * 1000 as ms
     from lead l join timeline_event e on e.lead_id = l.id where l.id = $1 group by l.id`,
    [leadId],
  );
  return rows[0]?.ms ?? Number.NaN;
}
