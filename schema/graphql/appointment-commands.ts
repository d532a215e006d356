import { builder } from './builder.ts';
import { appointmentId, leadId, reason, requestKey } from './command-fields.ts';
import { appointmentOf, bookableStaff, future, leadOf, note, whoseCalendarIsFree } from './command-inputs.ts';
import { CommandResultRef } from './command-result.ts';
import { runCommand } from './run-command.ts';

const BookAppointmentInput = builder.inputType('BookAppointmentInput', {
  description: 'Who is met, and when.',
  fields: (t) => ({
    leadId: leadId(t),
    startAt: t.field({ type: 'DateTime', required: true, description: 'When the meeting begins.' }),
    staffKey: t.string({ description: 'Who meets the lead; whoever is free when left out.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('bookAppointment', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Books a meeting: the slot is reserved in the answer, the calendar follows.',
    authScopes: { agent: true, 'appointments:write': true },
    args: {
      input: t.arg({ type: BookAppointmentInput, required: true, description: 'Who is met, and when.' }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'bookAppointment', input.requestKey, async () => {
        const lead = await leadOf(context, input.leadId);
        const startAt = future('startAt', input.startAt);
        const staffKey = await bookableStaff(context, input.staffKey);
        return {
          lead,
          arguments: { startAt, staffKey, free: await whoseCalendarIsFree(context, { startAt }) },
        };
      }),
  }),
);

const RescheduleAppointmentInput = builder.inputType('RescheduleAppointmentInput', {
  description: 'Which meeting moves where.',
  fields: (t) => ({
    appointmentId: appointmentId(t),
    startAt: t.field({ type: 'DateTime', required: true, description: 'When the meeting begins now.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('rescheduleAppointment', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Moves a meeting to another time.',
    authScopes: { agent: true, 'appointments:write': true },
    args: {
      input: t.arg({ type: RescheduleAppointmentInput, required: true, description: 'Which, and when.' }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'rescheduleAppointment', input.requestKey, async () => {
        const { appointment, lead } = await appointmentOf(context, input.appointmentId);
        const startAt = future('startAt', input.startAt);
        const free = await whoseCalendarIsFree(context, { startAt, except: appointment });
        return { lead, arguments: { appointmentId: appointment.id, startAt, free } };
      }),
  }),
);

const CancelAppointmentInput = builder.inputType('CancelAppointmentInput', {
  description: 'Which meeting does not take place, and why.',
  fields: (t) => ({ appointmentId: appointmentId(t), reason: reason(t), requestKey: requestKey(t) }),
});

builder.mutationField('cancelAppointment', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Cancels a meeting.',
    authScopes: { agent: true, 'appointments:write': true },
    args: { input: t.arg({ type: CancelAppointmentInput, required: true, description: 'Which, and why.' }) },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'cancelAppointment', input.requestKey, async () => {
        const { appointment, lead } = await appointmentOf(context, input.appointmentId);
        return { lead, arguments: { appointmentId: appointment.id, reason: note('reason', input.reason) } };
      }),
  }),
);

const marks = {
  markNoShow: 'Notes that the lead did not come.',
  markCompleted: 'Notes that the meeting took place.',
} as const;

for (const name of ['markNoShow', 'markCompleted'] as const) {
  const Input = builder.inputType(`${name[0]?.toUpperCase()}${name.slice(1)}Input`, {
    description: 'Which meeting.',
    fields: (t) => ({ appointmentId: appointmentId(t), requestKey: requestKey(t) }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: CommandResultRef,
      description: marks[name],
      authScopes: { agent: true, 'appointments:write': true },
      args: { input: t.arg({ type: Input, required: true, description: 'Which meeting.' }) },
      resolve: (_root, { input }, context) =>
        runCommand(context, name, input.requestKey, async () => {
          const { appointment, lead } = await appointmentOf(context, input.appointmentId);
          return { lead, arguments: { appointmentId: appointment.id } };
        }),
    }),
  );
}
