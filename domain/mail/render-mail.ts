import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { type Layout, layOutHtml, layOutText } from './layout.ts';
import type { MailData, MailTemplate } from './mail-data.ts';
import { requiredFields } from './required-fields.ts';
import { templates } from './templates.ts';

/** An e-mail as it is sent: two forms of the same words. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

type Brand = Pick<TenantSettings, 'profile' | 'brand'>;

/**
 * Writes an e-mail in the tenant's brand. The same data always gives the same bytes, so that a repetition is one. A
 * missing field is an error that names template and field, never its value.
 */
export const renderMail = <T extends MailTemplate>(
  { profile, brand }: Brand,
  template: T,
  data: MailData[T],
  links: { unsubscribeUrl: string | null } = { unsubscribeUrl: null },
): RenderedMail => {
  const missing = requiredFields[template].filter((field) => data[field] === undefined);
  if (missing.length > 0)
    throw new TypeError(`the e-mail "${template}" needs the fields: ${missing.map(String).join(', ')}`);
  const content = templates[template](data, { business: profile.name });
  const subject = oneLine(content.subject).slice(0, 200);
  const layout: Layout = {
    ...content,
    subject,
    preview: oneLine(content.preview),
    // our own sentences are English, whatever the lead speaks: a screen reader has to know
    language: 'en',
    business: profile.name,
    website: profile.website,
    color: brand.color,
    onColor: readableOn(brand.color),
    signature: brand.signature,
    ...links,
  };
  return { subject, html: layOutHtml(layout), text: layOutText(layout) };
};

// a line break in a subject would begin another header
const oneLine = (words: string): string => words.replaceAll(/\s+/g, ' ').trim();

/** Black or white, by the contrast of WCAG 2. */
const readableOn = (color: string): string => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
};
