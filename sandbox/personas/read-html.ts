export interface Control {
  type: string;
  name: string;
  value: string;
}

export interface Form {
  action: string;
  controls: Control[];
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return entities[name ?? ''] ?? whole;
    },
  );
}

function readAttributes(source: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const match of source.matchAll(/([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    const name = (match[1] ?? '').toLowerCase();
    found[name] ??= decodeEntities(match[2] ?? match[3] ?? match[4] ?? '');
  }
  return found;
}

/** The forms and links of a page: enough of HTML for a reader without scripts. */
export function parse(html: string): { forms: Form[]; links: string[] } {
  const forms: Form[] = [];
  const links: string[] = [];
  let open: Form | null = null;
  const source = html.replace(/<!--.*?-->|<(script|style)\b.*?<\/\1\s*>/gis, '');
  for (const match of source.matchAll(/<(\/?)([a-z]+)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi)) {
    const tag = (match[2] ?? '').toLowerCase();
    const attributes = readAttributes(match[3] ?? '');
    if (tag === 'form') {
      open = match[1] ? null : { action: attributes.action ?? '', controls: [] };
      if (open) forms.push(open);
    }
    if (match[1]) continue;
    if (tag === 'a' && attributes.href) links.push(attributes.href);
    if (!['input', 'button', 'option'].includes(tag) || 'disabled' in attributes) continue;
    const type = (attributes.type ?? tag).toLowerCase();
    open?.controls.push({ type, name: attributes.name ?? '', value: attributes.value ?? '' });
  }
  return { forms, links };
}
