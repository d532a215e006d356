import { expect, test } from 'vitest';
import { parseGoVersion, pinnedVersion, whyNoBuild } from '../../local/go-build.ts';
import { isNewEnough, parseTemporalVersion } from '../../local/temporal-binary.ts';

test.each([
  ['temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)', true],
  ['temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', true],
  ['temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)', true],
  ['temporal version 1.4.1 (Server 1.28.0, UI 2.39.0)', false],
  ['temporal version 0.13.2 (Server 1.24.1, UI 2.27.3)', false],
  ['temporal version 2.0.0 (Server 2.0.0, UI 3.0.0)', true],
  ['tctl version 1.18.0', false],
  ['', false],
])('%j is new enough: %s', (output, expected) => {
  expect(isNewEnough(output)).toBe(expected);
});

test('the release and the server are both read', () => {
  expect(parseTemporalVersion('temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)\n')).toEqual({
    cli: '1.5.1',
    server: '1.29.1',
  });
});

test.each([
  ['go1.26.8', [1, 26]],
  ['go version go1.27rc1 linux/amd64', [1, 27]],
  ['devel +abc', undefined],
])('%j is Go %j', (output, expected) => {
  expect(parseGoVersion(output)).toEqual(expected);
});

test('without Go, or with an old one, one sentence says what to install', () => {
  expect(whyNoBuild(undefined)).toMatch(/^[^\n]*Go is missing: install Go 1\.26 or newer[^\n]*\.$/);
  expect(whyNoBuild('go1.25.3')).toMatch(/^[^\n]*go1\.25\.3 is too old for it: install Go 1\.26[^\n]*\.$/);
  expect(whyNoBuild('go1.26.0')).toBeUndefined();
  expect(whyNoBuild('go2.0.0')).toBeUndefined();
});

test('the cache is named after the release that the Go module pins', () => {
  expect(pinnedVersion()).toMatch(/^\d+\.\d+\.\d+$/);
});
