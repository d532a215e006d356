// Every e-mail as pictures, to be looked at: `node tests/domain/mail/gallery.ts <folder> [language]`. Needs Chromium, at
// CHROMIUM or /usr/bin/chromium.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { MailTemplate } from '../../../domain/mail/mail-data.ts';
import { renderMail } from '../../../domain/mail/render-mail.ts';
import { type MailLanguage, mailWords } from '../../../domain/mail/words/index.ts';
import { exampleTenant } from '../example-tenants.ts';
import { exampleMails } from './example-mails.ts';

const [folder = '.', language = 'en'] = process.argv.slice(2);
const { settings } = exampleTenant('heavenly-drops');
const unsubscribeUrl = 'https://leadline.example/u/example';
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 680, height: 400 } });
  for (const name of Object.keys(exampleMails) as MailTemplate[]) {
    const known = Object.hasOwn(mailWords, language) ? (language as MailLanguage) : 'en';
    const { html, text } = renderMail(settings, name, exampleMails[name], {
      language: known,
      unsubscribeUrl,
    });
    writeFileSync(path.join(folder, `${name}.html`), html);
    writeFileSync(path.join(folder, `${name}.txt`), text);
    await page.setContent(html);
    await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`), fullPage: true });
  }
}
await browser.close();
