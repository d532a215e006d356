import Handlebars from 'handlebars';
import type { Block } from './blocks.ts';

/** What the layout shows around the blocks. */
export interface Layout {
  subject: string;
  preview: string;
  language: string;
  business: string;
  website: string;
  color: string;
  /** black or white, whichever can be read on the colour */
  onColor: string;
  signature: string;
  unsubscribeUrl: string | null;
  blocks: Block[];
}

const mail = Handlebars.create();
mail.registerHelper('is', (one: unknown, other: unknown) => one === other);
mail.registerHelper('paragraphs', (words: string) => words.split(/\n{2,}/));
mail.registerHelper(
  'lines',
  (words: string) => new mail.SafeString(words.split('\n').map(mail.escapeExpression).join('<br>')),
);

// tables and inline styles, because mailboxes know little else; the style block serves those that know dark mode
const htmlSource = `<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{subject}}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  body, .page { background: #16181b !important; }
  .card { background: #22262a !important; }
  .card, .card td, .card p, .card h2, .card li { color: #ececec !important; }
  .quiet, .quiet a, .label { color: #a9b0b7 !important; }
}
@media (max-width: 620px) { .card { padding: 20px !important; } }
</style>
</head>
<body style="margin:0;background:#f3f4f5;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="display:none;max-height:0;overflow:hidden">{{preview}}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f5"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px">
<tr><td style="background:{{color}};color:{{onColor}};padding:16px 32px;font-size:18px;font-weight:600;border-radius:8px 8px 0 0">{{business}}</td></tr>
<tr><td class="card" style="background:#ffffff;color:#22262a;padding:28px 32px;font-size:16px;line-height:1.5;border-radius:0 0 8px 8px">
{{#each blocks}}
{{#if (is kind "text")}}{{#each (paragraphs text)}}<p style="margin:0 0 16px">{{lines this}}</p>
{{/each}}{{/if}}
{{#if (is kind "heading")}}<h2 style="font-size:17px;margin:24px 0 8px">{{text}}</h2>{{/if}}
{{#if (is kind "list")}}<ul style="margin:0 0 16px;padding-left:20px">{{#each items}}<li>{{this}}</li>{{/each}}</ul>{{/if}}
{{#if (is kind "facts")}}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px;font-size:15px">
{{#each facts}}<tr><td class="label" valign="top" style="padding:4px 12px 4px 0;color:#5c656d;width:38%">{{label}}</td><td valign="top" style="padding:4px 0">{{lines value}}</td></tr>
{{/each}}</table>{{/if}}
{{#if (is kind "button")}}<p style="margin:0 0 16px"><a href="{{url}}" style="display:inline-block;background:{{@root.color}};color:{{@root.onColor}};padding:11px 20px;border-radius:6px;text-decoration:none;font-weight:600">{{label}}</a></p>{{/if}}
{{/each}}
<p style="margin:24px 0 0">{{lines signature}}</p>
</td></tr>
<tr><td class="quiet" style="padding:16px 32px;font-size:13px;color:#5c656d"><a href="{{website}}" style="color:#5c656d">{{website}}</a>{{#if unsubscribeUrl}} · <a href="{{unsubscribeUrl}}" style="color:#5c656d">No more e-mails</a>{{/if}}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;

const textSource = `{{#each blocks}}
{{#if (is kind "text")}}{{{text}}}{{/if}}{{#if (is kind "heading")}}{{{text}}}:{{/if}}{{#if (is kind "list")}}{{#each items}}
- {{{this}}}{{/each}}{{/if}}{{#if (is kind "facts")}}{{#each facts}}
{{{label}}}: {{{value}}}{{/each}}{{/if}}{{#if (is kind "button")}}{{{label}}}: {{{url}}}{{/if}}

{{/each}}

{{{signature}}}

-- 
{{{business}}} · {{{website}}}{{#if unsubscribeUrl}}

No more e-mails: {{{unsubscribeUrl}}}{{/if}}
`;

const html = mail.compile<Layout>(htmlSource, { strict: true });
const plain = mail.compile<Layout>(textSource, { strict: true, noEscape: true });

/** The e-mail as a page: readable without images and in the dark. */
export const layOutHtml = (layout: Layout): string => html(layout).replaceAll(/\n{2,}/g, '\n');

/** The same e-mail as plain text. */
export const layOutText = (layout: Layout): string =>
  `${plain(layout)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
