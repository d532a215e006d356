import type { AccountMailKind } from '../../../schema/contracts/accounts.ts';

type Say = (what: string) => string;

/** Every fixed word about accounts in one language. */
export interface AccountWords {
  mails: Record<
    AccountMailKind,
    {
      subject: Say;
      /** `by`: who invites; empty where nobody does */
      text: (business: string, by: string) => string;
      /** what to do when it was somebody else, or nothing is wanted */
      otherwise: string;
      button?: string;
    }
  >;
  until: Say;
  at: string;
  device: string;
  pages: {
    resetHeading: string;
    resetText: Say;
    newPassword: string;
    passwordNote: string;
    save: string;
    resetDone: string;
    invitationHeading: Say;
    invitationText: Say;
    join: string;
    joined: string;
    elsewhereHeading: string;
    elsewhere: Say;
    verifyHeading: string;
    verifyText: Say;
    takenHeading: string;
    taken: string;
    yourPassword: string;
    wrongPassword: string;
    verify: string;
    verified: string;
    overHeading: string;
    over: string;
    unfitPassword: string;
    addressHeading: string;
    addressText: (business: string, email: string) => string;
    addressDone: Say;
    addressTaken: string;
    wrongOwnPassword: string;
    pleaseCheck: string;
    tooManyHeading: string;
    tooMany: string;
    forgotHeading: string;
    forgotText: string;
    email: string;
    sendLink: string;
    forgotDone: string;
    registerHeading: string;
    registerText: string;
    registerClosed: string;
    registerDone: string;
    business: string;
    slug: string;
    slugNote: string;
    slugTaken: string;
    website: string;
    optional: string;
    country: string;
    language: string;
    timeZone: string;
    yourName: string;
    password: string;
    register: string;
  };
}
