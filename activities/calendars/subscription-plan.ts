import type { CalendarSubscription, SubscriptionPayload } from '../../integrations/calendar/port.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { CalendarWatch, type CalendarWatchRow } from '../../schema/database/calendars/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Found, OutboundPlan, Settled } from '../../schema/database/ledger/plan.ts';
import type { Ports } from '../ports.ts';

/** What is asked of the vendor about a subscription. */
type SubscriptionRequest =
  | ({ do: 'create' } & SubscriptionPayload)
  | { do: 'renew'; subscriptionId: string; until: string }
  | { do: 'end'; subscriptionId: string };

/** The subscription as it stands now; null: there is none any more. */
type Answer = CalendarSubscription | null;

const vendorAccount = 'microsoft-graph-subscription';

const keyOf = (watch: CalendarWatchRow, request: SubscriptionRequest): string => {
  switch (request.do) {
    case 'create':
      return outboundKey.subscription(watch.id, watch.generation);
    case 'renew':
      return outboundKey.renewal(request.subscriptionId, request.until);
    case 'end':
      return outboundKey.unsubscription(request.subscriptionId);
  }
};

/** One request about a calendar's subscription, as an outward action. */
const subscriptionPlan = (
  { calendar }: Ports,
  watch: CalendarWatchRow,
  request: SubscriptionRequest,
): OutboundPlan<Answer> => ({
  tenantId: watch.tenantId,
  leadId: null,
  key: keyOf(watch, request),
  kind: 'subscription',
  vendor: calendar.vendor,
  intent: { watchId: watch.id, do: request.do },
  causedBy: { kind: 'system', id: watch.id },
  leaseMs: calendar.timeoutMs * 2 + 5_000,
  whenAbsent: 'repeat',
  prepare: async () => ({ kind: 'send', payload: request }),
  send: async (payload) => {
    const answer = await ask(calendar, payload as SubscriptionRequest);
    return { vendorId: answer?.subscriptionId ?? null, answer };
  },
  reconcile: async ({ payload }): Promise<Found<Answer>> => {
    const asked = payload as SubscriptionRequest;
    // a renewal and an end say the same again, however often they are asked for
    if (asked.do !== 'create') return { kind: 'absent' };
    const found = await calendar.findSubscription(asked);
    return found ? { kind: 'sent', vendorId: found.subscriptionId, answer: found } : { kind: 'absent' };
  },
  settled: (tx, row, performed) => tell(tx, watch, row.payload as SubscriptionRequest, performed),
});

const ask = async (calendar: Ports['calendar'], request: SubscriptionRequest): Promise<Answer> => {
  switch (request.do) {
    case 'create':
      return calendar.subscribe(request);
    case 'renew':
      return calendar.renewSubscription(request.subscriptionId, request.until);
    case 'end':
      await calendar.endSubscription(request.subscriptionId);
      return null;
  }
};

const tell = async (
  tx: Tx,
  watch: CalendarWatchRow,
  request: SubscriptionRequest,
  performed: Settled<Answer>,
): Promise<void> => {
  if (performed.kind === 'refused') return forget(tx, watch, performed.reason);
  if (performed.kind !== 'sent') return;
  const { answer } = performed;
  if (!answer) return forget(tx, watch, null);
  const expiresAt = new Date(answer.expiresAt);
  await tx.nativeUpdate(
    CalendarWatch,
    { id: watch.id },
    {
      subscriptionId: answer.subscriptionId,
      expiresAt,
      renewWanted: false,
      trouble: null,
      // whatever happened before the vendor began to tell is read
      ...(request.do === 'create' && { readWanted: true }),
    },
  );
  await tx.execute('select routing.put_account(?, ?, ?)', [
    watch.tenantId,
    vendorAccount,
    answer.subscriptionId,
  ]);
};

/** There is no subscription: the next one is another, and meanwhile things may have happened. */
export const forget = async (tx: Tx, watch: CalendarWatchRow, trouble: string | null): Promise<void> => {
  const { id, tenantId, subscriptionId, generation } = watch;
  await tx.nativeUpdate(
    CalendarWatch,
    { id, generation },
    {
      subscriptionId: null,
      expiresAt: null,
      renewWanted: false,
      readWanted: true,
      trouble,
      generation: generation + 1,
    },
  );
  if (subscriptionId)
    await tx.execute('select routing.drop_account(?, ?, ?)', [tenantId, vendorAccount, subscriptionId]);
};

/** Asks once; throws while it is not known what came of it. */
export const askForSubscription = async (
  ports: Ports,
  watch: CalendarWatchRow,
  request: SubscriptionRequest,
): Promise<'done' | 'refused'> => {
  const performed = await performOnce(ports.db, subscriptionPlan(ports, watch, request));
  if (performed.kind === 'unknown')
    throw new LedgerFailure('Ledger.Unsettled', Math.max(500, performed.until.getTime() - Date.now()));
  return performed.kind === 'sent' ? 'done' : 'refused';
};
