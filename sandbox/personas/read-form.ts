import { parse } from './read-html.ts';

export interface FormChoice {
  action: string;
  fields: [name: string, value: string][];
}

/**
 * What a browser without scripts would send when a reader picks the first time offered: the first form with a field
 * `slot`, its hidden fields and that field's first value. Null when the page offers none.
 */
export function chooseFirstSlot(html: string, pageUrl: string): FormChoice | null {
  for (const form of parse(html).forms) {
    const slot = form.controls.find((control) => control.name === 'slot' && control.value !== '');
    if (!slot) continue;
    const hidden = form.controls.filter((control) => control.type === 'hidden' && control.name !== 'slot');
    const fields: [string, string][] = hidden.map(({ name, value }) => [name, value]);
    return {
      action: new URL(form.action || pageUrl, pageUrl).href,
      fields: [...fields, ['slot', slot.value]],
    };
  }
  return null;
}

/** The first link of a mail whose path starts with `/a/`. */
export function findChoiceLink(html: string | null, text: string | null): string | null {
  const inHtml = html === null ? [] : parse(html).links;
  const inText = text?.match(/https?:\/\/[^\s<>"')\]]+/g) ?? [];
  const isChoice = (link: string) => URL.canParse(link) && new URL(link).pathname.startsWith('/a/');
  return [...inHtml, ...inText].find(isChoice) ?? null;
}
