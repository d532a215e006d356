import { expect, test } from 'vitest';
import { whatWasHeard } from '../../api/calls/talk/what-was-heard.ts';

test.each([
  ['a beginning', ['Life is a complex set of things.'], 'Life is a', ['Life is a']],
  ['everything', ['All of it.'], 'All of it.', ['All of it.']],
  ['nothing', ['All of it.'], '', ['']],
  ['other spaces and cases', ['One  two\nthree four'], 'one two three', ['One  two\nthree']],
  ['the first of two pieces', ['First.', 'Second.'], 'First.', ['First.', '']],
  ['across two pieces', ['First.', 'Second one.'], 'First. Second', ['First.', 'Second']],
  ['only the last sentence reported', ['First. Second one.', 'Third.'], 'Second', ['First. Second', '']],
  ['words that we never sent', ['First.', 'Second.'], 'Zero', ['', 'Zero']],
])('%s', (_, spoken, utterance, heard) => {
  expect(whatWasHeard(spoken, utterance)).toEqual(heard);
});
