import type { Person } from '../../end-to-end/leads.ts';
import type { Scene } from '../scene.ts';

const areas = { bounce: 920, full: 925, complain: 928, una: 931 } as const;

/** Somebody who is easy on the phone; the mailbox is what the first part of the address says. */
const reader =
  (mailbox: keyof typeof areas) =>
  (nth: number): Person => ({
    name: `${mailbox} Number${nth}`,
    phone: `+1${areas[mailbox]}55501${String(nth).padStart(2, '0')}`,
    email: `${mailbox}+${nth}@letterbox${nth}.example`,
    interest: 'study',
    message: `a letter from number ${nth}`,
  });

const about =
  (operation: string, kind: 'duplicateCallback' | 'reorderCallbacks' | 'lostCallback', times = 4) =>
  ({ email }: Person) => [{ vendor: 'resend', operation, kind, times, about: email }];

/** What becomes of e-mails: they bounce, they annoy, or nobody wants them any more. */
export const mailScenes: Scene[] = [
  { persona: 'bounce', fault: '–', person: reader('bounce') },
  {
    persona: 'bounce',
    fault: 'the bounce is told twice',
    person: reader('bounce'),
    faults: about('email.bounced', 'duplicateCallback'),
  },
  {
    persona: 'bounce',
    fault: 'the first bounce is never told',
    person: reader('bounce'),
    faults: about('email.bounced', 'lostCallback', 1),
  },
  { persona: 'full', fault: '–', person: reader('full') },
  { persona: 'complain', fault: '–', person: reader('complain') },
  {
    persona: 'complain',
    fault: 'what became of the mails is told in another order',
    person: reader('complain'),
    faults: about('email.delivered', 'reorderCallbacks'),
  },
  {
    persona: 'complain',
    fault: 'the complaint is told twice',
    person: reader('complain'),
    faults: about('email.complained', 'duplicateCallback'),
  },
  { persona: 'una', fault: '–', person: reader('una') },
  {
    persona: 'una',
    fault: 'Resend takes each mail and answers with an error',
    person: reader('una'),
    faults: ({ email }) => [
      { vendor: 'resend', operation: 'emails.send', kind: 'acceptThen500', times: 2, about: email },
    ],
  },
];
