const signature = /^(--|__|sent from my|von meinem|gesendet von|get outlook)/i;

/**
 * Whether an e-mail is what a mail program sends for the `mailto:` of `List-Unsubscribe`: the subject that we put there,
 * and no words of anybody's own.
 */
export const isUnsubscribeMail = ({ subject, text }: { subject: string; text: string }): boolean => {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const end = lines.findIndex((line) => signature.test(line));
  const own = end < 0 ? lines : lines.slice(0, end);
  return /^\s*unsubscribe\s*$/i.test(subject) && own.every((line) => line === '');
};
