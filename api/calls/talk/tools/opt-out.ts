import * as z from 'zod';
import { uuidFromName } from '../../../../schema/database/uuid-from-name.ts';
import type { RunTool } from '../tool.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ reason: z.string().max(500).nullable().default(null) });

/** The lead wants no more contact: the command stands before anything is said about it. Then the talk ends. */
export const optOut =
  (talk: TalkContext): RunTool =>
  async (given) => {
    const { reason } = args.catch({ reason: null }).parse(given);
    await commandOptOut(talk, reason);
    return { result: { status: 'noted' }, ending: 'optedOut', words: talk.phrases.optedOut };
  };

/**
 * One command per call, whichever tool it comes from. One that cannot be written now is tried again once; then the
 * talk's result, stored with the tool's turn, opts the lead out at the end of the call.
 */
export const commandOptOut = async (
  { api, tenant, lead, attempt, limits }: TalkContext,
  reason: string | null,
): Promise<void> => {
  const command = () =>
    api.command(
      {
        tenantId: tenant.tenantId,
        leadId: lead.id,
        name: 'optOut',
        arguments: { reason },
        actor: { kind: 'model', id: attempt.id },
        commandId: uuidFromName(attempt.id, 'optOut'),
      },
      limits.commandTimeoutMs,
    );
  await command()
    .catch(() => command())
    .catch((err: unknown) =>
      api.log.warn({ err, attemptId: attempt.id }, 'an opt-out waits for the end of its call'),
    );
};
