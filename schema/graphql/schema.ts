// each file adds its types, queries and mutations to the builder
import './appointment.ts';
import './appointment-commands.ts';
import './appointment-version.ts';
import './assign-command.ts';
import './call.ts';
import './call-queue.ts';
import './call-summary.ts';
import './call-turn.ts';
import './command.ts';
import './consent.ts';
import './contactability.ts';
import './decision.ts';
import './do-not-call.ts';
import './draft.ts';
import './draft-commands.ts';
import './email.ts';
import './free-slots.ts';
import './hand-over.ts';
import './journey.ts';
import './journey-commands.ts';
import './lead-queries.ts';
import './merge-commands.ts';
import './merge-proposal.ts';
import './message.ts';
import './outbound-action.ts';
import './recording.ts';
import './settle-unknown.ts';
import './staff-note.ts';
import './suppression.ts';
import './timeline-event.ts';
import './viewer.ts';
import './voicemail.ts';
import { builder } from './builder.ts';

/** The whole schema, as staff see it. */
export const schema = builder.toSchema();
