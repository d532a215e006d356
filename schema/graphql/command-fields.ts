import type { builder } from './builder.ts';

type Fields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0];

/** The input that every command takes. */
export const requestKey = (t: Fields) =>
  t.string({
    description:
      'Makes a repeated request the same command: with the same key it is answered with the first outcome.',
  });

export const leadId = (t: Fields) => t.id({ required: true, description: 'The global id of the lead.' });

export const appointmentId = (t: Fields) =>
  t.id({ required: true, description: 'The global id of the appointment.' });

export const reason = (t: Fields) => t.string({ description: 'Why, in a few words, for the timeline.' });
