import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';

// templates escape every value; what is missing is a mistake of ours and says so
const compile = (name: string) =>
  Handlebars.compile(readFileSync(new URL(`./templates/${name}.hbs`, import.meta.url), 'utf8'));
const layout = compile('layout');
const pages = {
  form: compile('form'),
  message: compile('message'),
  appointment: compile('appointment'),
  unsubscribe: compile('unsubscribe'),
  account: compile('account'),
  forgot: compile('forgot'),
  register: compile('register'),
};

export type PageName = keyof typeof pages;

/** A page in the tenant's brand, as a whole HTML document. */
export const renderPage = (
  settings: {
    profile: Pick<TenantSettings['profile'], 'name' | 'language'>;
    brand: Pick<TenantSettings['brand'], 'color'>;
  },
  page: PageName,
  title: string,
  data: Record<string, unknown>,
): string =>
  layout({
    language: settings.profile.language,
    title: `${title} · ${settings.profile.name}`,
    business: settings.profile.name,
    brandColor: /^#[0-9a-f]{3,8}$/i.test(settings.brand.color) ? settings.brand.color : '#3355aa',
    content: pages[page](data),
  });
