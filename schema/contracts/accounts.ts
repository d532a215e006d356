/** What a person is told of their own account. None of it is about a lead. */
export const accountMailKinds = [
  'passwordReset',
  'passwordChanged',
  'invitation',
  'verifyAddress',
  'alreadyRegistered',
  'newSignIn',
  'addressChange',
  'addressChanged',
] as const;
export type AccountMailKind = (typeof accountMailKinds)[number];

/** What a link in such a mail opens, each once. */
export const accountLinkKinds = ['passwordReset', 'invitation', 'verifyAddress', 'addressChange'] as const;
export type AccountLinkKind = (typeof accountLinkKinds)[number];

/** The kinds of mail that hold a link. */
export const isAccountLinkKind = (kind: AccountMailKind): kind is AccountMailKind & AccountLinkKind =>
  (accountLinkKinds as readonly string[]).includes(kind);

/** Where the links lead, below our own address. */
export const accountPaths: Record<AccountLinkKind, string> = {
  passwordReset: '/account/reset',
  invitation: '/account/invitation',
  verifyAddress: '/account/verify',
  addressChange: '/account/address',
};

/** Where somebody without a link asks for one, below our own address. */
export const forgotPath = '/account/forgot';
export const registerPath = '/account/register';
