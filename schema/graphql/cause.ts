import type { Cause } from '../contracts/ids.ts';
import { builder } from './builder.ts';

/** What made something happen. */
export const CauseRef = builder.objectRef<Cause>('Cause').implement({
  description: 'What made something happen: a row of ours, so that "why?" has an answer.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description: 'fact, command, call, appointment, message, timer, outbound, merge, bulk or system.',
    }),
    ref: t.exposeString('id', { description: 'The id of the row that was the cause.' }),
  }),
});
