import { expect, test } from 'vitest';
import { screeningWords } from '../../../domain/calls/screening.ts';

test.each([
  ["Hi. If you record your name and reason for calling, I'll see if this person is available.", 'asks'],
  [
    "Hi, the person you're calling is using a screening service from Google, and will get a copy of this conversation.",
    'asks',
  ],
  ['Go ahead and say your name and why you are calling.', 'asks'],
  ["May I ask who's calling, and what is this regarding?", 'asks'],
  ['Bitte nennen Sie Ihren Namen und den Grund Ihres Anrufs.', 'asks'],
  ['Lütfen adınızı ve arama nedeninizi söyleyin.', 'asks'],
  // a mailbox asks the same, for a message after its tone
  ['Please leave your name, number and the reason for your call after the tone.', null],
  ['Say your name and why you called after the beep.', null],
  ['Nennen Sie Ihren Namen und den Grund Ihres Anrufs nach dem Signalton.', null],
  ['Hello?', null],
  ['Yes, this is Ada speaking.', null],
  ['My name is Ada, and I am calling back.', null],
  ['Who is calling?', null],
  ['Please stay on the line.', null],
])('the first words %j: %s', (text, found) => {
  expect(screeningWords(text, false)).toBe(found);
});

test.each([
  ['Thank you. Please stay on the line.', 'holds'],
  ['One moment please.', 'holds'],
  ['The person you are calling is not available.', 'refuses'],
  ["They can't take your call right now.", 'refuses'],
  ['What is your name and the reason for calling? Please say your name and the reason.', 'asks'],
  ['Hello, it is me now.', null],
])('once it has begun, %j: %s', (text, found) => {
  expect(screeningWords(text, true)).toBe(found);
});
