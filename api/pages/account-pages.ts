import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import * as z from 'zod';
import type { AccountWords } from '../../domain/mail/words/account-words.ts';
import { mailWords, staffMailLanguage } from '../../domain/mail/words/index.ts';
import { type AccountLinkKind, accountPaths, forgotPath } from '../../schema/contracts/accounts.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { type AcceptResult, acceptInvitation, findInvitation } from '../auth/accept-invitation.ts';
import { confirmAddress, findAddressChange } from '../auth/confirm-address.ts';
import { createCookies } from '../auth/cookies.ts';
import { findReset, resetPassword } from '../auth/reset-password.ts';
import { findRegistration, verifyBusiness } from '../auth/verify-business.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { limitedPage, ownPage } from './own-page.ts';
import { renderPage } from './render-page.ts';

type Say = AccountWords['pages'];

/** What a page says before and after its button. */
interface Words {
  heading: string;
  text: string;
  button: string;
  done: string;
  /** where the password is one that was chosen before: what it is called, and what is said of another one */
  known?: { label: string; wrong: string };
  /** what is said when it is somebody else's by now */
  taken: { heading: string; text: string };
}

/** Whose page a link opens; `elsewhere`: it cannot be used, because the address signs in to another business. */
interface Visit {
  tenantId: string;
  email: string;
  elsewhere?: boolean;
}

/** The page behind one kind of link. */
interface Door {
  kind: AccountLinkKind;
  /** Looks at a link without using it. */
  find(context: ApiContext, token: string): Promise<Visit | null>;
  /** Uses the link. */
  use(context: ApiContext, given: { token: string; password: string }): Promise<AcceptResult>;
  words(say: Say, business: string, email: string): Words;
}

/** Of a link that asks for somebody's own password: counted for the link, whoever holds it. */
const guessesOf = ({ db, settings: { linkSecret: secret } }: ApiContext) =>
  createRateLimit(db.pool, { name: 'address-link', points: 10, seconds: 60 * 60, secret });

const ports = ({ db, settings }: ApiContext) => ({ db, linkSecret: settings.linkSecret });

const doors: Door[] = [
  {
    kind: 'passwordReset',
    find: async ({ db }, token) => {
      const found = await findReset(db, token);
      return found && { tenantId: found.tenantId, email: found.user.email };
    },
    use: (context, given) => resetPassword(ports(context), given),
    words: (say, business) => ({
      ...{ heading: say.resetHeading, text: say.resetText(business) },
      ...{ button: say.save, done: say.resetDone },
      taken: { heading: say.overHeading, text: say.over },
    }),
  },
  {
    kind: 'invitation',
    find: async (context, token) => {
      const found = await findInvitation(ports(context), token);
      if (!found) return null;
      const { tenantId, invitation, elsewhere } = found;
      return { tenantId, email: invitation.email, elsewhere };
    },
    use: (context, given) => acceptInvitation(ports(context), given),
    words: (say, business, email) => ({
      ...{ heading: say.invitationHeading(business), text: say.invitationText(email) },
      ...{ button: say.join, done: say.joined },
      taken: { heading: say.elsewhereHeading, text: say.elsewhere(business) },
    }),
  },
  {
    kind: 'verifyAddress',
    find: async ({ db }, token) => {
      const found = await findRegistration(db, token);
      return found && { tenantId: found.tenantId, email: found.user.email };
    },
    use: (context, given) => verifyBusiness(ports(context), given),
    words: (say, business) => ({
      ...{ heading: say.verifyHeading, text: say.verifyText(business) },
      ...{ button: say.verify, done: say.verified },
      taken: { heading: say.takenHeading, text: say.taken },
      known: { label: say.yourPassword, wrong: say.wrongPassword },
    }),
  },
  {
    kind: 'addressChange',
    find: async (context, token) => {
      const found = await findAddressChange(ports(context), token);
      return found && { tenantId: found.tenantId, email: found.email, elsewhere: found.elsewhere };
    },
    use: (context, given) => confirmAddress({ ...ports(context), guesses: guessesOf(context) }, given),
    words: (say, business, email) => ({
      ...{ heading: say.addressHeading, text: say.addressText(business, email) },
      ...{ button: say.verify, done: say.addressDone(email) },
      taken: { heading: say.elsewhereHeading, text: say.addressTaken },
      known: { label: say.yourPassword, wrong: say.wrongOwnPassword },
    }),
  },
];

/** The pages behind the links in mails about accounts. A GET changes nothing: mail scanners follow links. */
export const createAccountPages = (context: ApiContext): Router => {
  const router = Router();
  const limited = createLimit(context);
  const { publicBaseUrl, linkSecret } = context.settings;
  const cookies = createCookies(publicBaseUrl, linkSecret);
  for (const door of doors) {
    const path = `${accountPaths[door.kind]}/:token`;
    const opened = (handle: (page: Page, request: Request, response: Response) => Promise<void>) =>
      limited(async (request, response) => {
        const visit = await door.find(context, String(request.params.token));
        if (!visit) return over(door, request, response);
        const page = await pageOf(context, door, visit);
        if (!visit.elsewhere) return handle(page, request, response);
        elsewhere(page, response);
      });
    router.get(
      path,
      opened(async (page, request, response) => void response.send(page.form(request, null))),
    );
    router.post(
      path,
      express.urlencoded({ extended: false, limit: '8kb' }),
      opened(async (page, request, response) => {
        const { password } = passwordForm.parse(request.body ?? {});
        const used = await door.use(context, { token: String(request.params.token), password });
        if (used.kind === 'unfit')
          return void response
            .status(400)
            .send(page.form(request, page.words.known?.wrong ?? page.say.unfitPassword));
        if (used.kind === 'elsewhere') return elsewhere(page, response);
        if (used.kind !== 'changed') return over(door, request, response);
        // however many guess at the password meanwhile: who reads the account's mail is not kept out by them
        cookies.remember(response, used.email);
        response.send(page.message(page.words.heading, page.words.done));
      }),
    );
  }
  return router;
};

/** What is no text of a fitting length is no password, and is refused as one. */
const passwordForm = z.object({ password: z.string().max(1000).catch('') });

type Handle = (request: Request, response: Response) => Promise<void>;

const createLimit = ({ db, settings }: ApiContext): ((handle: Handle) => RequestHandler) => {
  const secret = settings.linkSecret;
  const uses = createRateLimit(db.pool, { name: 'account-link', points: 60, seconds: 15 * 60, secret });
  return (handle) => limitedPage(({ ip }) => uses.take(ip ?? 'unknown'), handle);
};

interface Page {
  say: Say;
  business: string;
  words: Words;
  form(request: Request, problem: string | null): string;
  message(heading: string, text: string): string;
}

/** A page of a business, in its brand and its language. */
const pageOf = async ({ db }: ApiContext, door: Door, { tenantId, email }: Visit): Promise<Page> => {
  const tenant: TenantInForce = await db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
  const { settings, name: business } = tenant;
  const say = mailWords[staffMailLanguage(settings.profile)].accounts.pages;
  const words = door.words(say, business, email);
  const { newPassword, passwordNote } = say;
  const { known } = words;
  const asked = known
    ? { label: known.label, autocomplete: 'current-password' }
    : { label: newPassword, note: passwordNote, autocomplete: 'new-password' };
  return {
    ...{ say, business, words },
    form: (request, problem) => {
      const data = { ...words, email, asked, problem, action: request.path };
      return renderPage(settings, 'account', words.heading, data);
    },
    message: (heading, text) => renderPage(settings, 'message', heading, { heading, paragraphs: [text] }),
  };
};

/** The address signs in to another business, or its name was taken meanwhile. */
const elsewhere = ({ words: { taken }, message }: Page, response: Response): void => {
  response.status(409).send(message(taken.heading, taken.text));
};

/** Whoever has no link that opens anything learns of no business, and where a new one can be asked for. */
const over = ({ kind }: Door, request: Request, response: Response): void => {
  const { say, message } = ownPage(request);
  const again = kind === 'passwordReset' ? { href: forgotPath, label: say.forgotHeading } : undefined;
  response.status(404).send(message(say.overHeading, say.over, again));
};
