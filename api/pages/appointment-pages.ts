import { randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import * as z from 'zod';
import { spokenTime, writtenTime } from '../../domain/appointments/spoken-time.ts';
import type { AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { leadRoot } from '../../schema/database/leads/lead-family.ts';
import { tokenByHash } from '../../schema/database/routing/doors.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { bookingOf, movingOf } from '../book.ts';
import type { ApiContext, CommandAnswer } from '../context.ts';
import { findFreeSlots } from '../free-slots.ts';
import { createRateLimit } from '../rate-limits.ts';
import { renderPage } from './render-page.ts';

const slotsShown = 24;

/** Whom a link is for, and what they have before them. */
interface Visit {
  tenant: TenantInForce;
  lead: LeadRow;
  appointment: AppointmentRow | null;
}

/**
 * `/a/<token>`: an appointment for the lead, without a log-in. A GET changes nothing, mail scanners follow links: it
 * shows free times and buttons. A second click of the same button is the same command.
 */
export const createAppointmentPages = (context: ApiContext): Router => {
  const router = Router();
  const opened = createOpening(context);
  router.get(
    '/a/:token',
    opened(async (visit, request, response) => {
      response.send(await page(context, request, visit, null));
    }),
  );
  router.post(
    '/a/:token',
    express.urlencoded({ extended: false, limit: '8kb' }),
    opened(async (visit, request, response) => {
      const wanted = wish.safeParse(request.body);
      if (!wanted.success)
        return void response
          .status(400)
          .send(await page(context, request, visit, 'Please choose one of the times.'));
      const answer = await carryOut(context, visit, wanted.data);
      if (answer.status === 'refused')
        return void response
          .status(409)
          .send(await page(context, request, (await open(context, request)) ?? visit, answer.text));
      const heading = answer.status === 'done' ? answer.text : 'Thank you, this is being done';
      response.send(message(visit, heading, afterwards(wanted.data.do)));
    }),
  );
  return router;
};

type Handle = (visit: Visit, request: Request, response: Response) => Promise<void>;

/** Opens the link before a handler runs. An unknown link is nobody's; each use asks a calendar or a journey: limited. */
const createOpening = (context: ApiContext): ((handle: Handle) => RequestHandler) => {
  const { db, settings } = context;
  const uses = createRateLimit(db.pool, {
    name: 'appointment-link',
    points: 100,
    seconds: 15 * 60,
    secret: settings.linkSecret,
  });
  return (handle) => async (request, response, next) => {
    const visit = await open(context, request);
    if (!visit) return next();
    response.set('Cache-Control', 'no-store');
    const use = await uses.take(visit.lead.id);
    if (use.allowed) return handle(visit, request, response);
    const wait = `Please try again in ${use.retryAfterSeconds} seconds.`;
    response.status(429).set('Retry-After', String(use.retryAfterSeconds));
    response.send(message(visit, 'One moment, please', [wait]));
  };
};

const slot = z.string().transform((text, ctx) => {
  const [startAt = '', staffKey = ''] = text.split('|');
  if (!Number.isNaN(Date.parse(startAt)) && staffKey)
    return { startAt: new Date(startAt).toISOString(), staffKey };
  ctx.addIssue({ code: 'custom', message: 'one of the times shown' });
  return z.NEVER;
});
const requestId = z.uuid();
const wish = z.discriminatedUnion('do', [
  z.object({ do: z.literal('book'), slot, requestId }),
  // the appointment that the page showed: a tab left open must not move or cancel a newer one
  z.object({ do: z.literal('reschedule'), slot, requestId, appointmentId: z.uuid() }),
  z.object({ do: z.literal('cancel'), requestId, appointmentId: z.uuid() }),
]);
type Wish = z.output<typeof wish>;

const open = async ({ db }: ApiContext, request: Request): Promise<Visit | null> => {
  const token = await tokenByHash(db.pool, hashToken(String(request.params.token)));
  if (token?.kind !== 'appointment') return null;
  return db.inTenant(token.tenant_id, async (tx) => {
    const id = await leadRoot(tx, token.ref);
    const lead = (await tx.findOne(Lead, { id })) as LeadRow | null;
    if (!lead) return null;
    return {
      tenant: await tenantInForce(tx, token.tenant_id),
      lead,
      appointment: await liveAppointment(tx, id),
    };
  });
};

const carryOut = async (context: ApiContext, visit: Visit, wanted: Wish): Promise<CommandAnswer> => {
  const { tenant, lead } = visit;
  const leadId = lead.id;
  const by = {
    tenantId: tenant.tenantId,
    leadId,
    actor: { kind: 'lead', id: leadId },
    commandId: wanted.requestId,
  } as const;
  if (wanted.do === 'book')
    return context.command({
      ...by,
      name: 'bookAppointment',
      arguments: await bookingOf(context, tenant, wanted.slot),
    });
  const { appointmentId } = wanted;
  if (wanted.do === 'cancel')
    return context.command({ ...by, name: 'cancelAppointment', arguments: { appointmentId, reason: null } });
  const { startAt } = wanted.slot;
  const args =
    visit.appointment?.id === appointmentId
      ? await movingOf(context, tenant, visit.appointment, startAt)
      : { appointmentId, startAt };
  return context.command({ ...by, name: 'rescheduleAppointment', arguments: args });
};

const message = ({ tenant }: Visit, heading: string, paragraphs: string[]): string =>
  renderPage(tenant.settings, 'message', 'Appointment', { heading, paragraphs });

const afterwards = (did: Wish['do']): string[] =>
  did === 'cancel'
    ? ['You can close this page.']
    : ['You will get an invitation by e-mail with the link to the online meeting. You can close this page.'];

const page = async (
  context: ApiContext,
  request: Request,
  visit: Visit,
  problem: string | null,
): Promise<string> => {
  const { tenant, lead, appointment } = visit;
  const timeZone = lead.timeZone ?? tenant.settings.profile.timeZone;
  const free = await findFreeSlots(context, tenant, new Date().toISOString()).catch((err: unknown) => {
    // a calendar that is away must not keep anybody from seeing or cancelling an appointment
    context.log.warn({ err, leadId: lead.id }, 'no slots on an appointment page');
    return [];
  });
  return renderPage(tenant.settings, 'appointment', 'Appointment', {
    action: request.path,
    requestId: randomUUID(),
    problem,
    timeZone,
    slots: free.slice(0, slotsShown).map(({ startAt, staffKey }) => ({
      value: `${startAt}|${staffKey}`,
      spoken: spokenTime(startAt, timeZone, lead.language),
    })),
    appointment: appointment && {
      id: appointment.id,
      heading: 'Your appointment',
      when: writtenTime(appointment.startsAt.toISOString(), timeZone, lead.language),
      consultant: tenant.settings.staff.find(({ key }) => key === appointment.staffKey)?.name ?? tenant.name,
      joinUrl: appointment.joinUrl,
    },
  });
};
