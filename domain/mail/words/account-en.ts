import type { AccountWords } from './account-words.ts';

export const accounts: AccountWords = {
  mails: {
    passwordReset: {
      subject: (business) => `Your new password – ${business}`,
      text: (business) => `somebody asked for a new password for your log-in at ${business}.`,
      button: 'Choose a new password',
      otherwise: 'If it was not you, there is nothing to do: your password stays as it is.',
    },
    passwordChanged: {
      subject: (business) => `Your password was changed – ${business}`,
      text: (business) =>
        `your password at ${business} was changed, and you were signed out everywhere else.`,
      otherwise:
        'If it was not you, ask for a new password at once, and tell whoever looks after your business’s log-ins.',
      button: 'Ask for a new password',
    },
    invitation: {
      subject: (business) => `Your log-in at ${business}`,
      text: (business, by) => `${by} invites you to work with ${business} in Leadline.`,
      button: 'Accept the invitation',
      otherwise: 'If you do not want to, there is nothing to do.',
    },
    verifyAddress: {
      subject: (business) => `Please confirm your address – ${business}`,
      text: (business) =>
        `${business} is registered. Nothing is sent to anybody before you confirm that this address is yours.`,
      button: 'Confirm the address',
      otherwise: 'If you have registered nothing, there is nothing to do: nothing becomes of it.',
    },
    alreadyRegistered: {
      subject: (business) => `You have a log-in already – ${business}`,
      text: (business) =>
        `somebody wanted to register another business with your address. You have a log-in at ${business} with it, so nothing was registered.`,
      otherwise: 'If it was you, register with another address. If it was not, there is nothing to do.',
    },
    newSignIn: {
      subject: (business) => `A new sign-in – ${business}`,
      text: (business) =>
        `somebody signed in to ${business} with your log-in, on a device that was not seen before.`,
      otherwise: 'If it was not you, change your password at once: that signs everybody out.',
    },
    addressChange: {
      subject: (business) => `Please confirm your new address – ${business}`,
      text: (business) => `somebody wants to sign in to ${business} with this address from now on.`,
      button: 'Confirm the address',
      otherwise: 'If it was not you, there is nothing to do: nothing changes.',
    },
    addressChanged: {
      subject: (business) => `You sign in with another address now – ${business}`,
      text: (business) =>
        `your log-in at ${business} has moved to another address, and you were signed out everywhere. This address opens nothing any more.`,
      otherwise:
        'If it was not you, tell whoever looks after your business’s log-ins at once: they can shut the log-in.',
    },
  },
  until: (until) => `The link works once, until ${until}.`,
  at: 'When',
  device: 'With',
  pages: {
    resetHeading: 'A new password',
    resetText: (business) =>
      `Choose a new password for your log-in at ${business}. It signs you out everywhere.`,
    newPassword: 'New password',
    passwordNote: 'At least 12 characters. A few words that have nothing to do with each other are best.',
    save: 'Save the password',
    resetDone: 'Your new password is set. You can close this page and sign in.',
    invitationHeading: (business) => `Welcome to ${business}`,
    invitationText: (email) => `Choose a password. You will sign in with ${email}.`,
    join: 'Accept',
    joined: 'Your log-in is ready. You can close this page and sign in.',
    elsewhereHeading: 'This address has a log-in already',
    elsewhere: (business) =>
      `An address signs in to one business. Please ask ${business} to invite you at another address.`,
    verifyHeading: 'Confirm your address',
    verifyText: (business) => `With this ${business} begins to write to the people who send its form.`,
    takenHeading: 'Somebody else has this name by now',
    taken: 'The name in the addresses, or your own address, was taken meanwhile. Please register again.',
    yourPassword: 'Your password',
    wrongPassword: 'This is not the password that was chosen when the business was registered.',
    verify: 'Confirm',
    verified: 'Thank you, your address is confirmed.',
    overHeading: 'This link does not work any more',
    over: 'It was used already, or it is too old. Please ask for another one.',
    unfitPassword: 'Please choose another password: longer, and without names or common words.',
    addressHeading: 'Your new address',
    addressText: (business, email) =>
      `You will sign in to ${business} with ${email}. It signs you out everywhere.`,
    addressDone: (email) => `You sign in with ${email} now. You can close this page.`,
    addressTaken: 'An address signs in once. Please take another one.',
    wrongOwnPassword: 'This is not the password with which you sign in.',
    pleaseCheck: 'Please check:',
    tooManyHeading: 'Too many attempts',
    tooMany: 'Please try again later.',
    forgotHeading: 'I forgot my password',
    forgotText: 'Tell us the address with which you sign in, and we send a link for a new password to it.',
    email: 'E-mail address',
    sendLink: 'Send the link',
    forgotDone:
      'If somebody signs in with this address, a link is on its way to it. It works once, for an hour. If none comes, look among the unwanted mail, or whether it was another address.',
    registerHeading: 'Register a business',
    registerText: 'You get a form that takes enquiries at once. Everything else is set when you need it.',
    registerClosed: 'Businesses are registered by those who run this installation.',
    registerDone:
      'If this address can be used, a mail is on its way to it. Your business begins when you open the link in it, within a day.',
    business: 'Name of the business',
    slug: 'Short name',
    slugNote: 'for addresses: 3 to 40 small letters, digits or “-”, a letter first',
    slugTaken: 'it may be another business’s, or is not written as said below.',
    website: 'Website',
    optional: '(if there is one)',
    country: 'Country',
    language: 'Language',
    timeZone: 'Time zone',
    yourName: 'Your name',
    password: 'Password',
    register: 'Register',
  },
};
