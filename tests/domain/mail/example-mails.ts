import type { MailData } from '../../../domain/mail/mail-data.ts';

const appointment = { when: 'Tuesday 24 November 2026 at 14:30 GMT', staffName: 'Amira Hassan' };
const meeting = { leadFirstName: 'Zoë', subject: 'Consultation', ...appointment };
const ways = { joinUrl: 'https://teams.example/1', manageUrl: 'https://leadline.example/a/1' };
const answers = [{ question: 'Which country?', answer: 'Canada' }];

/** Every e-mail with everything that it can tell. */
export const exampleMails: MailData = {
  welcome: { leadFirstName: 'Zoë', interest: 'Study abroad', agentName: 'Holly', callFrom: '+442079460001' },
  callSummaryStaff: {
    leadName: 'Zoë Smith',
    leadPhone: '+442079460123',
    leadEmail: 'zoe@example.com',
    outcome: 'interested',
    status: 'qualified',
    score: 70,
    scoreReasons: ['named a budget'],
    notConfirmed: 2,
    summary: 'Wants to study.',
    interest: 'Study abroad',
    budget: '£20,000',
    answers,
    objections: ['expensive'],
    sentiment: 'positive',
    nextStep: 'Prepare the meeting.',
    appointment,
    leadUrl: 'https://leadline.example/leads/1',
  },
  callSummaryLead: {
    leadFirstName: 'Zoë',
    agentName: 'Holly',
    summary: 'You would like to study in Canada.',
    answers,
    appointment: null,
    bookingUrl: 'https://leadline.example/a/1',
  },
  appointmentConfirmed: { ...meeting, ...ways, invitationAttached: true },
  appointmentMoved: { ...meeting, ...ways, invitationAttached: false },
  appointmentCancelled: { ...meeting, bookingUrl: 'https://leadline.example/a/1' },
  missedAppointment: { ...meeting, bookingUrl: 'https://leadline.example/a/1' },
  reminderLead: {
    leadFirstName: 'Zoë',
    subject: 'Consultation',
    ...appointment,
    joinUrl: 'https://teams.example/1',
    manageUrl: 'https://leadline.example/a/1',
  },
  reminderStaff: {
    leadName: 'Zoë Smith',
    leadPhone: null,
    ...appointment,
    joinUrl: 'https://teams.example/1',
    summary: 'Wants to study.',
    leadUrl: null,
  },
  offerSlots: {
    leadFirstName: 'Zoë',
    slots: [{ when: 'Tuesday', url: 'https://leadline.example/a/1?s=1' }],
    bookingUrl: 'https://leadline.example/a/1',
    until: 'Friday',
  },
  followUp: {
    leadFirstName: 'Zoë',
    subject: 'Your plans, {{firstName}}',
    text: 'how are you?\n\n{{business}} asks.',
    bookingUrl: null,
  },
  reply: { subject: 'Visa', text: 'Six to twelve weeks.' },
  staffNote: {
    kind: 'approvalRequest',
    lead: 'Zoë Smith',
    facts: {
      lead: 'Zoë Smith',
      phone: '+442079460123',
      email: 'zoe@example.com',
      subject: 'Visa',
      message: 'How long does a visa take?\nAnd what does it cost?',
      draft: 'A student visa usually takes six to twelve weeks.',
      remark: null,
      draftId: '0198a5c0-0000-7000-8000-000000000001',
      leadId: '0198a5c0-0000-7000-8000-000000000002',
    },
  },
  account: {
    kind: 'invitation',
    name: 'Zoë',
    url: 'https://leadline.example/account/invitation/1',
    at: 'Tuesday 24 November 2026 at 14:30 GMT',
    device: null,
    by: 'Amira Hassan',
  },
};
