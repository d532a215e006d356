import type { Request, RequestHandler, Response } from 'express';
import type { AccountWords } from '../../domain/mail/words/account-words.ts';
import { type MailLanguage, mailWords } from '../../domain/mail/words/index.ts';
import type { RateAnswer } from '../rate-limits.ts';
import { type PageName, renderPage } from './render-page.ts';

/** A page of no business: in the visitor's language, in colours of our own. */
export interface OwnPage {
  language: MailLanguage;
  say: AccountWords['pages'];
  render(page: PageName, title: string, data: Record<string, unknown>): string;
  message(heading: string, text: string, link?: { href: string; label: string }): string;
}

export const ownPage = (request: Request): OwnPage => {
  const language = (request.acceptsLanguages(...Object.keys(mailWords)) || 'en') as MailLanguage;
  const own = { profile: { name: 'Leadline', language }, brand: { color: '#3355aa' } };
  const render: OwnPage['render'] = (page, title, data) => renderPage(own, page, title, data);
  return {
    ...{ language, render, say: mailWords[language].accounts.pages },
    message: (heading, text, link) => render('message', heading, { heading, paragraphs: [text], link }),
  };
};

type Handle = (request: Request, response: Response) => Promise<void>;

/** Serves a page that nobody keeps a copy of, as often as `take` allows. */
export const limitedPage =
  (take: (request: Request) => Promise<RateAnswer>, handle: Handle): RequestHandler =>
  async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const turn = await take(request);
    if (turn.allowed) return handle(request, response);
    const { say, message } = ownPage(request);
    response.status(429).set('Retry-After', String(turn.retryAfterSeconds));
    response.send(message(say.tooManyHeading, say.tooMany));
  };

/** For pages that cost nothing to look at. */
export const always = async (): Promise<RateAnswer> => ({ allowed: true });
