import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { type Layout, layOutHtml, layOutText } from './layout.ts';
import type { MailData, MailTemplate } from './mail-data.ts';
import { readableOn } from './readable.ts';
import { requiredFields } from './required-fields.ts';
import { templates } from './templates/index.ts';
import { type MailLanguage, mailWords } from './words/index.ts';

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
  { language, unsubscribeUrl = null }: { language: MailLanguage; unsubscribeUrl?: string | null },
): RenderedMail => {
  const missing = requiredFields[template].filter((field) => data[field] === undefined);
  if (missing.length > 0)
    throw new TypeError(`the e-mail "${template}" needs the fields: ${missing.map(String).join(', ')}`);
  const business = profile.name;
  const words = mailWords[language];
  const content = templates[template](data, { business, words });
  const subject = oneLine(content.subject).slice(0, 200).toWellFormed();
  const layout: Layout = {
    blocks: content.blocks,
    subject,
    preview: oneLine(content.preview).slice(0, 150).toWellFormed(),
    // a screen reader has to know how to read it out
    language,
    business,
    website: profile.website,
    postalAddress: brand.postalAddress,
    logoUrl: brand.logoUrl ?? null,
    color: brand.color,
    onColor: readableOn(brand.color),
    signature: brand.signature,
    reason: words.foot.reasons[content.reason](business),
    unsubscribeUrl,
    unsubscribe: words.foot.unsubscribe,
  };
  return { subject, html: layOutHtml(layout), text: layOutText(layout) };
};

// a line break in a subject would begin another header
const oneLine = (words: string): string => words.replaceAll(/\s+/g, ' ').trim();
