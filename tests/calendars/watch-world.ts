import { createGraphWebhook } from '../../api/webhooks/graph.ts';
import { createCalendar } from '../../integrations/calendar/index.ts';
import { readGraphSettings } from '../../integrations/calendar/microsoft-graph/settings.ts';
import type { CommandArguments, CommandName } from '../../schema/contracts/commands.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { Tended } from '../../schema/contracts/watch.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';
import { type ActivityWorld, activityWorld, type TestLead } from '../activities/activity-world.ts';
import { type FourVendors, openFourVendors } from '../sandbox/four-vendors.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { testLinkSecret } from '../support/seed.ts';

export const mailbox = 'agent@acts.example';

/** The sandbox's calendars, the api that hears of them and the activities that see to them, over real rows. */
export interface WatchWorld extends ActivityWorld {
  sandbox: FourVendors;
  api: ApiServer;
  /** whose watch was woken by the api, in order */
  woken: string[];
  tend(): Promise<Extract<Tended, { kind: 'tended' }>>;
  /** Books a time of its own and has it arranged in the calendar. */
  book(lead: TestLead): Promise<Booked>;
  command<Name extends CommandName>(
    lead: TestLead,
    name: Name,
    args: CommandArguments[Name],
  ): Promise<string>;
  appointment(id: string): Promise<Row>;
  facts(lead: TestLead): Promise<string[]>;
  /** What somebody does in Outlook. */
  inOutlook(booked: Booked, does: string, body?: object): Promise<void>;
  /** Until the api has stored so many notices of this event. */
  noticed(booked: Booked, times?: number): Promise<void>;
  /** The tenant's rules from now on. */
  changeSettings(change: (settings: TenantSettings) => TenantSettings): Promise<void>;
  close(): Promise<void>;
}

export interface Booked {
  id: string;
  eventId: string;
  startAt: string;
}

export interface Row {
  state: string;
  v: number;
  arranged_v: number;
  starts_at: string;
  join_url: string | null;
  event_id: string;
  cancel_reason: string | null;
  booked_by: string;
}

export async function openWatchWorld(
  change: (settings: TenantSettings) => TenantSettings = (settings) => settings,
): Promise<WatchWorld> {
  const sandbox = await openFourVendors();
  const settings = readGraphSettings({});
  const calendar = createCalendar({
    ...settings,
    baseUrl: `${sandbox.url}/graph`,
    authority: `${sandbox.url}/entra`,
  });
  const woken: string[] = [];
  let api: ApiServer | undefined;
  const world = await activityWorld(change, async (db) => {
    const wakeWatch = ({ staffKey }: { staffKey: string }) => void woken.push(staffKey);
    api = await startApi(db, createGraphWebhook, { calendar, wakeWatch });
    return { calendar, publicBaseUrl: api.url };
  });
  if (!api) throw new Error('no api');
  const server = api;
  const { tenantId, sql } = world;
  let booked = 0;
  const command: WatchWorld['command'] = async (lead, name, args) => {
    const { leadId } = lead;
    const actor = { kind: 'lead', id: leadId } as const;
    const commandId = await world.db.inTenant(tenantId, (tx) =>
      acceptCommand(tx, { tenantId, leadId, name, arguments: args, actor }),
    );
    const applied = await world.activities.applyCommand({ ...world.stamped(lead, 'attend'), commandId });
    return applied.outcome.code;
  };
  const appointment = async (id: string): Promise<Row> => {
    const [row] = await sql<Row>('select * from appointment where id = ?', [id]);
    if (!row) throw new Error('no such appointment');
    return row;
  };
  return {
    ...world,
    sandbox,
    api: server,
    woken,
    command,
    appointment,
    tend: async () => {
      const tended = await world.activities.tendCalendar({ tenantId, staffKey: 'agent' });
      if (tended.kind !== 'tended') throw new Error('the watch is over');
      return tended;
    },
    book: async (lead) => {
      booked += 1;
      const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
      const startAt = new Date(tomorrow + booked * 3_600_000).toISOString();
      await command(lead, 'bookAppointment', { startAt, staffKey: 'agent' });
      const [row] = await sql<{ id: string; v: number }>('select id, v from appointment where lead_id = ?', [
        lead.leadId,
      ]);
      if (!row) throw new Error('not booked');
      await world.activities.arrangeMeeting({
        ...world.stamped(lead, 'attend'),
        appointmentId: row.id,
        v: 1,
      });
      return { id: row.id, eventId: (await appointment(row.id)).event_id, startAt };
    },
    facts: async ({ leadId }) =>
      (
        await sql<{ kind: string }>('select kind from lead_fact where lead_id = ? and seq > 1 order by seq', [
          leadId,
        ])
      ).map(({ kind }) => kind),
    inOutlook: async ({ eventId }, does, body = {}) => {
      await sandbox.admin(`graph/events/${encodeURIComponent(eventId)}/${does}`, body);
    },
    noticed: async ({ eventId }, times = 1) => {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const found = await sql('select from calendar_notice where event_id = ?', [eventId]);
        if (found.length >= times) return;
        if (Date.now() > deadline) throw new Error(`no notice of ${eventId}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    changeSettings: async (next) => {
      const { settings } = await world.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
      const source = next(settings);
      await saveTenant(
        world.db,
        { slug: 'acts', source, settings: source, savedBy: 'test' },
        { linkSecret: testLinkSecret, firstPassword: async () => null },
      );
    },
    close: async () => {
      await server.close();
      await sandbox.close();
      await world.drop();
    },
  };
}

/** The same time an hour later. */
export const later = (at: string, minutes = 15): { startAt: string; endAt: string } => {
  const startMs = Date.parse(at) + minutes * 60_000;
  return {
    startAt: new Date(startMs).toISOString(),
    endAt: new Date(startMs + 30 * 60_000).toISOString(),
  };
};
