// the tokens of links that we sign: those of appointments and unsubscriptions have 32 letters, those of tracking 64
const signedLink = /(\/[aut]\/)[\w-]{32}(?:[\w-]{32})?(?![\w-])/g;

export const removed = '[removed]';

/** A text of ours, or one that quotes ours, without what opens the links in it: whoever has that acts as the lead. */
export const withoutSignedLinks = (text: string): string => text.replace(signedLink, `$1${removed}`);
