const isMessageId = (id: string | null): id is string => id !== null && /^<[^\s<>]{1,900}>$/.test(id);

/** Enough of a thread for mail programs to find it. */
const mostReferences = 10;

/**
 * Ties an answer to what it answers, and that to what it has answered, the oldest first. The ids were written by a
 * stranger's mail program: what is none could bring headers of its own.
 */
export const threadHeaders = (
  answers: { internetMessageId: string | null; references: readonly string[] } | null,
): Record<string, string> => {
  const messageId = answers?.internetMessageId ?? null;
  if (!isMessageId(messageId)) return {};
  const earlier = (answers?.references ?? []).filter(isMessageId).slice(0, mostReferences).toReversed();
  return { 'In-Reply-To': messageId, References: [...earlier, messageId].join(' ') };
};

/**
 * The two ways out that mail programs offer with one click (RFC 2369 and RFC 8058): our page, and a mail to the address
 * that answers go to. That one finds its lead also where the mail program sends from another address than it received at.
 */
export const unsubscribeHeaders = (url: string | null, replyTo: string): Record<string, string> =>
  url
    ? {
        'List-Unsubscribe': `<${url}>, <mailto:${encodeURI(replyTo)}?subject=unsubscribe>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }
    : {};
