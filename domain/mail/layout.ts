import Handlebars from 'handlebars';
import type { Block } from './blocks.ts';
import { palette } from './palette.ts';

/** What the layout shows around the blocks. */
export interface Layout {
  subject: string;
  preview: string;
  language: string;
  business: string;
  website: string;
  /** as written on a letter, line by line */
  postalAddress: string;
  logoUrl: string | null;
  color: string;
  /** black or white, whichever can be read on the colour */
  onColor: string;
  signature: string;
  /** why its reader gets it */
  reason: string;
  unsubscribeUrl: string | null;
  unsubscribe: string;
  blocks: Block[];
}

const mail = Handlebars.create();
mail.registerHelper('is', (one: unknown, other: unknown) => one === other);
mail.registerHelper('paragraphs', (words: string) => words.split(/\n{2,}/));
mail.registerHelper(
  'lines',
  (words: string) => new mail.SafeString(words.split('\n').map(mail.escapeExpression).join('<br>')),
);
mail.registerHelper('inOneLine', (words: string) => words.split('\n').join(', '));

const { light, dark } = palette;
const font = `-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;
// what follows the preview in a list of mails is empty, not the mail's first words again
const nothing = '&#847;&zwnj;&nbsp;'.repeat(60);

// tables and inline styles, because mailboxes know little else; the style block serves those that know dark mode. Outlook
// reads widths and paddings of cells only, and what stands between its own comments.
const htmlSource = `<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>{{subject}}</title>
<!--[if mso]><style>* { font-family: Arial, sans-serif !important; }</style><![endif]-->
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  body, .page { background: ${dark.page} !important; }
  .card { background: ${dark.card} !important; }
  .card, .card td, .card p, .card h2, .card li { color: ${dark.ink} !important; }
  .quiet, .quiet a, .card td.label { color: ${dark.quiet} !important; }
  .card td.button { color: {{onColor}} !important; }
}
@media (max-width: 620px) { .card, .quiet { padding-left: 20px !important; padding-right: 20px !important; } }
</style>
</head>
<body style="margin:0;padding:0;background:${light.page};font-family:${font}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{{preview}}${nothing}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:${light.page}"><tr><td align="center" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;text-align:left">
{{#if logoUrl}}<tr><td bgcolor="#ffffff" style="background:#ffffff;color:#22262a;padding:16px 32px;font-size:18px;font-weight:600;border-top:6px solid {{color}};border-radius:8px 8px 0 0"><img src="{{logoUrl}}" alt="{{business}}" height="40" style="height:40px;border:0;display:block"></td></tr>
{{else}}<tr><td bgcolor="{{color}}" style="background:{{color}};color:{{onColor}};padding:16px 32px;font-size:18px;font-weight:600;border-radius:8px 8px 0 0">{{business}}</td></tr>
{{/if}}<tr><td class="card" bgcolor="${light.card}" style="background:${light.card};color:${light.ink};padding:28px 32px;font-size:16px;line-height:1.5;overflow-wrap:anywhere;border-radius:0 0 8px 8px">
{{#each blocks}}
{{#if (is kind "text")}}{{#each (paragraphs text)}}<p style="margin:0 0 16px">{{lines this}}</p>
{{/each}}{{/if}}
{{#if (is kind "heading")}}<h2 style="font-size:17px;margin:24px 0 8px">{{text}}</h2>{{/if}}
{{#if (is kind "list")}}<ul style="margin:0 0 16px;padding-left:20px">{{#each items}}<li>{{this}}</li>{{/each}}</ul>{{/if}}
{{#if (is kind "facts")}}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px;font-size:15px">
{{#each facts}}<tr><td class="label" valign="top" width="38%" style="padding:4px 12px 4px 0;color:${light.quiet}">{{label}}</td><td valign="top" style="padding:4px 0">{{lines value}}</td></tr>
{{/each}}</table>{{/if}}
{{#if (is kind "button")}}<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px"><tr><td class="button" bgcolor="{{@root.color}}" style="background:{{@root.color}};padding:11px 20px;border-radius:6px"><a href="{{url}}" style="color:{{@root.onColor}};text-decoration:none;font-weight:600">{{label}}</a></td></tr></table>{{/if}}
{{/each}}
<p style="margin:24px 0 0">{{lines signature}}</p>
</td></tr>
<tr><td class="quiet" style="padding:16px 32px;font-size:13px;line-height:1.5;color:${light.quiet}">{{business}} · {{inOneLine postalAddress}} · <a href="{{website}}" style="color:${light.quiet}">{{website}}</a><br>{{reason}}{{#if unsubscribeUrl}}<br><a href="{{unsubscribeUrl}}" style="color:${light.quiet}">{{unsubscribe}}</a>{{/if}}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
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
{{{business}}} · {{{inOneLine postalAddress}}} · {{{website}}}
{{{reason}}}{{#if unsubscribeUrl}}
{{{unsubscribe}}}: {{{unsubscribeUrl}}}{{/if}}
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
