/**
 * Ties an answer to what it answers. The id was written by a stranger's mail program: what is none could bring headers
 * of its own.
 */
export const threadHeaders = (messageId: string | null): Record<string, string> =>
  messageId && /^<[^\s<>]{1,900}>$/.test(messageId)
    ? { 'In-Reply-To': messageId, References: messageId }
    : {};

/** The two ways out that mail programs offer with one click (RFC 2369 and RFC 8058): our page, and a mail to us. */
export const unsubscribeHeaders = (url: string | null, replyTo: string): Record<string, string> =>
  url
    ? {
        'List-Unsubscribe': `<${url}>, <mailto:${encodeURI(replyTo)}?subject=unsubscribe>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }
    : {};
