import type { Tx } from '../database.ts';
import { knownBy } from '../erasure/begin-erasure.ts';
import { Lead, type LeadRow } from '../leads/entities.ts';
import { keyedHash } from '../secrets.ts';
import type { ExportedTable } from './export-plan.ts';

/** By what the rows of a person are found. */
export interface Person {
  leadIds: readonly string[];
  /** every number and address that they are known by */
  values: readonly string[];
  /** the same in small letters, as addresses are compared */
  lowered: readonly string[];
  /** the keyed hashes of those, by which an opt-out is kept */
  hashes: readonly string[];
}

/** One row, with the columns that a person is told. */
export type ExportedRow = Record<string, unknown> & { id: string };

/** By what the rows of these leads are found. */
export const personOf = async (tx: Tx, leadIds: readonly string[], linkSecret: string): Promise<Person> => {
  const leads = (await tx.find(Lead, { id: { $in: [...leadIds] } })) as LeadRow[];
  const values = (await knownBy(tx, leads)).map(({ value }) => value);
  return {
    ...{ leadIds, values, lowered: values.map((value) => value.toLowerCase()) },
    hashes: values.map((value) => keyedHash(linkSecret, value)),
  };
};

/** The rows of a person in one table, in the order of their ids, from after this one on. */
export const readPage = async (
  tx: Tx,
  { select, parameters }: ExportedTable,
  { person, after, most }: { person: Person; after: string | null; most: number },
): Promise<ExportedRow[]> => {
  const values = parameters.map((name) => person[name]);
  const rows = await tx.execute<{ entry: string }[]>(select, [...values, after, after, most]);
  return rows.map(({ entry }) => JSON.parse(entry) as ExportedRow);
};

/** Addresses and numbers of the business's own people, past ones too: what was written about a lead may name them. */
export const staffAddresses = async (tx: Tx): Promise<string[]> => {
  const rows = await tx.execute<{ it: string | null }[]>(
    `select email as it from staff_user union select calendar from staff_user
     union select member ->> key from tenant_policy p, jsonb_array_elements(p.settings -> 'staff') member,
       unnest(array['email', 'calendar', 'phone']) key`,
  );
  return rows.flatMap(({ it }) => (it ? [it] : []));
};
