import type { Tx } from '../database.ts';

/** What somebody is recognised by. */
interface Recognised {
  phone: string | null;
  email: string | null;
}

/** Who of these is a lead already, by number or else by address; answers the lead that each is by now, or null. */
export const knownPeople = async (
  tx: Tx,
  people: readonly Recognised[],
): Promise<(person: Recognised) => string | null> => {
  const asked = people.flatMap(({ phone, email }) => [
    ...(phone ? [{ kind: 'phone', value: phone }] : []),
    ...(email ? [{ kind: 'email', value: email }] : []),
  ]);
  const found = await tx.execute<{ kind: string; value: string; lead_id: string }[]>(
    `select i.kind, i.value, lead_root(i.lead_id) as lead_id from lead_identity i
     join jsonb_to_recordset(?::jsonb) as a (kind text, value text) on a.kind = i.kind and a.value = i.value`,
    [JSON.stringify(asked)],
  );
  const leadOf = new Map(found.map(({ kind, value, lead_id }) => [`${kind} ${value}`, lead_id]));
  return ({ phone, email }) => leadOf.get(`phone ${phone}`) ?? leadOf.get(`email ${email}`) ?? null;
};
