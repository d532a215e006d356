import { createPublicLeadRoutes } from '../../api/leads/public-lead-routes.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { Database } from '../../schema/database/database.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { seedTenant } from '../support/seed.ts';

export interface Sent {
  status: number;
  body: {
    enquiryId?: string;
    status?: string;
    problems?: { field: string; expected: string }[];
    error?: string;
  };
  headers: Headers;
}

/** One tenant of its own behind a form, so that limits and people of one test are not another's. */
export interface IntakeWorld {
  tenantId: string;
  slug: string;
  api: ApiServer;
  send(fields: Record<string, unknown>, headers?: Record<string, string>): Promise<Sent>;
  /** which lead an answered enquiry was of */
  leadOf(sent: Sent): Promise<string>;
  /** rows of a table of this tenant */
  rows<Row = Record<string, unknown>>(table: string): Promise<Row[]>;
  sql(text: string): Promise<unknown>;
}

let made = 0;
const letters = (n: number): string => String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26));

export const intakeWorld = async (
  db: Database,
  change: (settings: TenantSettings) => TenantSettings = (settings) => settings,
): Promise<IntakeWorld> => {
  const n = made++;
  const { tenantId, slug } = await seedTenant(db, `Intake${letters(n)}`, {
    change: (settings) => change({ ...settings, phone: { number: `+44${1_000_000_000 + n}` } }),
  });
  const api = await startApi(db, createPublicLeadRoutes);
  const sql = <Row>(text: string): Promise<Row> =>
    db.inTenant(tenantId, (tx) => tx.execute(text) as Promise<Row>);
  return {
    tenantId,
    slug,
    api,
    send: (fields, headers) =>
      post(`${api.url}/api/leads/public?tenant=${slug}`, JSON.stringify(fields), headers),
    leadOf: async ({ body }) => {
      const [event] = await sql<{ lead_id: string }[]>(
        `select lead_id from inbound_event where id = '${body.enquiryId}'`,
      );
      if (!event) throw new Error('an enquiry that was accepted is not stored');
      return event.lead_id;
    },
    rows: (table) => sql(`select * from ${table} order by created_at, id`),
    sql,
  };
};

export const post = async (
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Sent> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers };
};

export const ada = {
  name: 'Ada Lovelace',
  phone: '020 7946 0958',
  email: 'Ada@Example.com',
  interest: 'pool',
  consent: true,
};
