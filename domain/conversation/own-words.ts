/** The line after which an e-mail quotes what it answers, as mail programs of many languages write it. */
const quoteBegins = [
  /^-{2,}\s*(original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|özgün i̇leti|orijinal mesaj|forwarded message|weitergeleitete nachricht)\s*-{2,}$/iu,
  /^(on|am|le|el|il|em|op)\b.{4,200}\b(wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef)(?!\p{L}).{0,80}:$/iu,
  /^.{4,200} (tarihinde|şunu yazdı|yazdı)(?!\p{L}).{0,80}:$/iu,
  /^_{10,}$/,
];
const headerOfQuote = /^\*?(from|von|de|da|van|kimden)\s*:\*?\s/iu;
const secondHeader =
  /^\*?(sent|date|gesendet|datum|envoyé|fecha|enviado|inviato|verzonden|gönderildi|tarih|to|an|à|para|a|aan|kime)\s*:\*?\s/iu;

const signatureBegins = [
  /^-- ?$/,
  /^(sent from my|get outlook for|von meinem .{2,40} gesendet|envoyé de mon|enviado desde mi|inviato da|verstuurd vanaf mijn|enviado do meu)\b/iu,
  /^.{2,40} (cihazımdan|telefonumdan) gönderildi\.?$/iu,
];

/**
 * What the writer of an e-mail added: without the history it quotes and without its signature. When nothing is left,
 * the words among the quotes are all there is, and so the whole is kept.
 */
export const ownWords = (text: string): string => {
  const lines = text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.trimEnd());
  const unwrapped = joinIntroductions(lines);
  const end = unwrapped.findIndex((line, at) => endsOwn(line.trim(), unwrapped[at + 1]?.trim() ?? ''));
  const own = (end < 0 ? unwrapped : unwrapped.slice(0, end)).filter((line) => !line.startsWith('>'));
  const words = own
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return words === '' ? text.trim() : words;
};

const endsOwn = (line: string, next: string): boolean =>
  quoteBegins.some((begin) => begin.test(line)) ||
  signatureBegins.some((begin) => begin.test(line)) ||
  (headerOfQuote.test(line) && secondHeader.test(next));

/** `On Monday, Ada <ada@…>` + `wrote:` is one line that a mail program has folded. */
const joinIntroductions = (lines: readonly string[]): string[] => {
  const joined: string[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    const both = `${before ?? ''} ${line.trim()}`.trim();
    const folded = before && !quoteBegins.some((begin) => begin.test(line.trim())) && before.length < 160;
    if (folded && /:$/.test(line) && quoteBegins.some((begin) => begin.test(both)))
      joined[joined.length - 1] = both;
    else joined.push(line);
  }
  return joined;
};
