const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const character = (code: number): string =>
  code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\u{fffd}';

/** The words of an e-mail that came as HTML alone. What it quotes becomes lines that begin with `>`. */
export const htmlToText = (html: string): string => {
  const bare = html
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/\s+/g, ' ');
  let quoted = 0;
  const marked = bare.replaceAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/gi, (_, closing: string, name: string) => {
    const tag = name.toLowerCase();
    if (tag === 'blockquote') {
      quoted = Math.max(0, quoted + (closing ? -1 : 1));
      return closing ? '\n' : '\n\u{e000}';
    }
    return /^(br|p|div|tr|li|h[1-6]|table|ul|ol|hr)$/.test(tag) ? `\n${quoted > 0 ? '\u{e000}' : ''}` : '';
  });
  return marked
    .replaceAll(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi,
      (whole, hex?: string, decimal?: string, name = '') => {
        if (hex) return character(Number.parseInt(hex, 16));
        return decimal ? character(Number(decimal)) : (entities[name] ?? whole);
      },
    )
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\u{e000}\s*/u, '> ')
        .replaceAll('\u{e000}', ''),
    )
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
};
