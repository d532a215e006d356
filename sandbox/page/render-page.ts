import { readFileSync } from 'node:fs';
import { faultKinds } from '../faults.ts';

const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
// read once: the page does not change while the sandbox runs
const page = part('page.html')
  .replace('/*style*/', () => part('page.css') + part('parts.css') + part('forms.css'))
  .replace('<!--fault kinds-->', faultKinds.map((kind) => `<option>${kind}</option>`).join(''));
const scripts = new Map(
  ['page.js', 'dom.js', 'phone.js', 'mail.js', 'write-mail.js', 'calendar.js', 'faults.js'].map((name) => [
    name,
    part(name),
  ]),
);

/** The sandbox's page with its style. */
export function renderPage(): string {
  return page;
}

/** One of the page's scripts, or undefined. */
export function pageScript(name: string): string | undefined {
  return scripts.get(name);
}
