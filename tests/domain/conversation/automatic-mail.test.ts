// rules as tables
import { describe, expect, it, test } from 'vitest';
import { automaticMail, readBounce } from '../../../domain/conversation/automatic-mail.ts';
import { ownAddresses } from '../../../domain/conversation/own-addresses.ts';
import { exampleTenant } from '../example-tenants.ts';

const ours = ownAddresses(exampleTenant('heavenly-drops').settings);
const judged = (headers: Record<string, string>, subject = 'My question', from = 'ada@lead.example') =>
  automaticMail({ from, subject, headers, ownAddresses: ours });

describe('an e-mail', () => {
  it.each([
    [{ 'auto-submitted': 'auto-replied' }, 'autoReply'],
    [{ 'auto-submitted': 'auto-generated (rejected)' }, 'autoReply'],
    [{ 'auto-submitted': 'no' }, null],
    [{ 'x-auto-response-suppress': 'All' }, 'autoReply'],
    [{ precedence: 'auto_reply' }, 'autoReply'],
    [{ precedence: 'bulk' }, 'bulk'],
    [{ precedence: 'list' }, 'bulk'],
    [{ precedence: 'normal' }, null],
    [{ 'list-id': '<offers.example>' }, 'bulk'],
    [{ 'return-path': '<>' }, 'bounce'],
    [{ 'return-path': '<ada@lead.example>' }, null],
    [{ 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' }, 'bounce'],
    [{ 'content-type': 'multipart/report; report-type=disposition-notification' }, null],
    [{}, null],
  ])('with %j is judged %s', (headers, kind) => expect(judged(headers)).toBe(kind));

  it.each([
    ['Out of Office: My question', 'autoReply'],
    ['Automatic reply: My question', 'autoReply'],
    ['Abwesenheitsnotiz: Ihre Anfrage', 'autoReply'],
    ['Réponse automatique : votre demande', 'autoReply'],
    ['Otomatik yanıt: Sorunuz', 'autoReply'],
    ['Re: Your plans abroad', null],
    ['How do I become an office worker out there?', null],
    ['Automatic doors for our office', null],
  ])('with the subject “%s” is judged %s', (subject, kind) => expect(judged({}, subject)).toBe(kind));

  it.each([
    ['hello@heavenly-drops.example', 'loop'],
    ['amira@heavenly-drops.example', 'loop'],
    ['mailer-daemon@mx.example', 'bounce'],
    ['postmaster@lead.example', 'bounce'],
    ['bounces+123@news.example', 'bounce'],
    ['postmaster.ada@lead.example', null],
  ])('from %s is judged %s', (from, kind) => expect(judged({}, 'Hello', from)).toBe(kind));
});

test('a report of a failed delivery says who is not reached, and whether for good', () => {
  const report = 'Sorry.\n\nFinal-Recipient: rfc822; Ada@Lead.example\nAction: failed\nStatus: 5.1.1\n';
  expect(readBounce(report, {})).toEqual({ recipient: 'ada@lead.example', permanent: true });
  expect(readBounce('Final-Recipient: rfc822;ada@lead.example\nStatus: 4.2.2', {})).toMatchObject({
    permanent: false,
  });
  expect(readBounce('550 5.1.1 no such user', { 'x-failed-recipients': 'ada@lead.example' })).toEqual({
    recipient: 'ada@lead.example',
    permanent: true,
  });
  expect(readBounce('whatever', {})).toEqual({ recipient: null, permanent: false });
});
