import { randomInt } from 'node:crypto';
import type { CommandAnswer } from '../../api/context.ts';
import { type AskJourney, createSendCommand } from '../../api/send-command.ts';
import { mergeRules } from '../../domain/leads/merge.ts';
import type { CommandArguments, CommandName } from '../../schema/contracts/commands.ts';
import { acceptEnquiry } from '../../schema/database/leads/accept-enquiry.ts';
import type { AcceptedEnquiry, Enquiry } from '../../schema/database/leads/enquiry.ts';
import { type Merged, mergeLeads } from '../../schema/database/leads/merge-leads.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type ActivityWorld, activityWorld } from '../activities/activity-world.ts';
import { testLinkSecret } from '../support/seed.ts';

/** The activities' world, with people who come in by forms and are merged. */
export interface MergeWorld extends ActivityWorld {
  enquire(who: Partial<Enquiry>): Promise<AcceptedEnquiry>;
  /** Somebody new with a number and an address of their own; answers the lead. */
  somebody(who?: Partial<Enquiry>): Promise<string>;
  merge(a: string, b: string): Promise<Merged>;
  /** Asks for something as staff would, of a journey that answers as it is told. */
  command<Name extends CommandName>(
    leadId: string,
    name: Name,
    particulars: CommandArguments[Name],
    ask?: AskJourney,
  ): Promise<CommandAnswer>;
  facts(leadId: string): Promise<string[]>;
  lead(leadId: string): Promise<Record<string, unknown>>;
}

const number = (): string => `+4477${String(randomInt(1e8)).padStart(8, '0')}`;

export const mergeWorld = async (change?: Parameters<typeof activityWorld>[0]): Promise<MergeWorld> => {
  const world = await activityWorld(change);
  const { tenantId, db, sql } = world;
  const enquire = (who: Partial<Enquiry>): Promise<AcceptedEnquiry> =>
    acceptEnquiry(db, {
      ...{
        tenantId,
        name: 'Ada',
        phone: null,
        phoneCountry: null,
        email: null,
        country: null,
        language: 'en',
      },
      ...{ timeZone: null, interest: null, message: null, consent: { given: true, text: 'yes', ip: null } },
      ...{ idempotencyKey: null, bodyHash: 'h', sameEnquiryWithinMs: 0, assignTo: [] },
      ...who,
    });
  return {
    ...world,
    enquire,
    somebody: async (who = {}) => {
      const own = { phone: number(), email: `${uuidV7()}@lead.example`, ...who };
      return (await enquire(own)).leadId;
    },
    merge: (a, b) =>
      db.inTenant(tenantId, (tx) =>
        mergeLeads(tx, {
          ...{ tenantId, leads: [a, b], reason: 'asked', actor: 'staff:agent' },
          ...{ causedBy: { kind: 'system', id: 'test' }, linkSecret: testLinkSecret, rules: mergeRules },
        }),
      ),
    command: (leadId, name, particulars, ask = async () => ({ kind: 'pending' })) =>
      createSendCommand(
        db,
        ask,
        testLinkSecret,
      )({
        ...{ tenantId, leadId, name, arguments: particulars, actor: { kind: 'staff', id: 'agent' } },
      }),
    facts: async (leadId) => {
      const rows = await sql<{ kind: string; seq: number }>(
        'select kind, seq from lead_fact where lead_id = ? order by seq',
        [leadId],
      );
      return rows.map(({ kind }) => kind);
    },
    lead: async (leadId) => {
      const [row] = await sql<Record<string, unknown>>('select * from lead where id = ?', [leadId]);
      if (!row) throw new Error('no such lead');
      return row;
    },
  };
};
