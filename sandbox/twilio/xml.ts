export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const code = /^#x([0-9a-f]+)$/i.exec(name)?.[1];
    if (code) return String.fromCodePoint(Number.parseInt(code, 16));
    if (/^#\d+$/.test(name)) return String.fromCodePoint(Number(name.slice(1)));
    const known = entities[name];
    if (known === undefined || !whole.endsWith(';')) throw new SyntaxError(`unknown entity ${whole}`);
    return known;
  });
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  const rest = source.replace(
    /\s+([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g,
    (_, name: string, a?: string, b?: string) => {
      if (name in attributes) throw new SyntaxError(`attribute ${name} twice`);
      attributes[name] = decode(a ?? b ?? '');
      return '';
    },
  );
  if (rest.trim() !== '') throw new SyntaxError(`not an attribute: ${rest.trim()}`);
  return attributes;
}

/** Parses a small, well-formed XML document; anything else is a SyntaxError. */
export function parseXml(source: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const body = source.replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '').replace(/<!--.*?-->/gs, '');
  const token = /<(\/?)([A-Za-z][\w.-]*)((?:"[^"]*"|'[^']*'|[^"'<>/])*)(\/?)>|([^<]+)|(<)/gs;
  for (const [, closing, name = '', attributes = '', selfClosing, text, stray] of body.matchAll(token)) {
    const top = open.at(-1) ?? root;
    if (stray) throw new SyntaxError('a stray "<"');
    if (text !== undefined) {
      if (top === root && text.trim() !== '') throw new SyntaxError('text outside of the document');
      top.text += decode(text);
    } else if (closing) {
      if (top.name !== name || top === root) throw new SyntaxError(`</${name}> closes <${top.name}>`);
      open.pop();
    } else {
      const element: Element = { name, attributes: readAttributes(attributes), children: [], text: '' };
      top.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  const [document] = root.children;
  if (open.length > 1) throw new SyntaxError(`<${open.at(-1)?.name}> is not closed`);
  if (!document || root.children.length > 1) throw new SyntaxError('not exactly one document element');
  return document;
}
