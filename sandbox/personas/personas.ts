import { setTimeout as pause } from 'node:timers/promises';
import type { RecordBook } from '../record.ts';
import type { Store } from '../vendor.ts';
import { personaNamed, personaOfAddress, personaOfNumber } from './cast.ts';
import { chooseByLink } from './open-link.ts';
import type { Mail, Personas } from './persona.ts';
import { findChoiceLink } from './read-form.ts';
import { unsubscribe } from './unsubscribe.ts';

interface Parts {
  store: Store;
  record: RecordBook;
  now(): number;
  readMs: number;
  forgetAfterMs: number;
  on: boolean;
}

const silent: Personas = {
  emailArrived: () => {},
  phoneRings: () => null,
  react: () => null,
  interrupt: () => null,
  putThrough: () => 'ringsOut',
  calls: () => 'nobody',
  autoReplies: () => [],
};

/** The people of the sandbox; with `on: false` nobody answers, speaks or reads. */
export function createPersonas({ store, record, now, readMs, forgetAfterMs, on }: Parts): Personas {
  if (!on) return silent;
  const attempts = store.map<{ count: number; atMs: number }>('attempts');
  const links = store.map<number>('links');

  const openLater = async (address: string, persona: string, mail: Mail): Promise<void> => {
    const link = findChoiceLink(mail.html, mail.text);
    const chosenMs = links.get(address);
    const hasChosen = chosenMs !== undefined && now() - chosenMs < forgetAfterMs;
    if (!link || hasChosen) return;
    // noted before the visit: two mails with a link must not make two choices
    links.set(address, now());
    await pause(readMs);
    // whatever lies behind a link, it must not end the sandbox
    const chosen = await chooseByLink(record, persona, link).catch(() => false);
    if (!chosen) links.delete(address);
  };

  return {
    emailArrived(mail) {
      for (const address of mail.to) {
        const persona = personaOfAddress(address);
        if (persona?.opensLinks) void openLater(address, persona.name, mail);
        // whatever lies behind a link, it must not end the sandbox
        if (persona?.unsubscribes) void unsubscribe(record, persona.name, mail).catch(() => undefined);
      }
    },
    autoReplies: ({ to }) =>
      to.flatMap((address) => {
        const away = personaOfAddress(address)?.away;
        return away === undefined ? [] : [{ from: address, text: away }];
      }),
    phoneRings(number) {
      const persona = personaOfNumber(number);
      const last = attempts.get(number);
      const forgotten = !last || now() - last.atMs > forgetAfterMs;
      const count = forgotten ? 1 : last.count + 1;
      attempts.set(number, { count, atMs: now() });
      const { name, machine, fax = false, detectedAfter = 3 } = persona;
      return { persona: name, attempt: count, pickup: persona.pickUp(count), machine, fax, detectedAfter };
    },
    calls: (number) => personaOfNumber(number).name,
    react: (persona, heard) => personaNamed(persona).react(heard),
    interrupt: (persona, heard) => personaNamed(persona).interrupt?.(heard) ?? null,
    putThrough: (persona) => personaNamed(persona).putThrough ?? 'takes',
  };
}
