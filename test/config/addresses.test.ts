import { baseUrl, hostKind, isLoopbackToListenOn } from '../../src/config/addresses.js';

const hostOf = (url: string): string => new URL(url).hostname;

describe('hostKind', () => {
  it.each([
    ['http://localhost', 'loopback'],
    ['http://LOCALHOST.', 'loopback'],
    ['http://fhir.localhost', 'loopback'],
    ['http://127.0.0.1', 'loopback'],
    ['http://127.9.9.9', 'loopback'],
    ['http://2130706433', 'loopback'],
    ['http://0x7f.1', 'loopback'],
    ['http://0.0.0.0', 'loopback'],
    ['http://[::1]', 'loopback'],
    ['http://[::]', 'loopback'],
    ['http://[::ffff:127.0.0.1]', 'loopback'],
    ['http://10.0.0.1', 'private'],
    ['http://172.16.0.1', 'private'],
    ['http://172.31.255.255', 'private'],
    ['http://172.32.0.1', 'other'],
    ['http://192.168.1.1', 'private'],
    ['http://192.169.1.1', 'other'],
    ['http://100.64.0.1', 'private'],
    ['http://[fd12::1]', 'private'],
    ['http://[::ffff:10.0.0.1]', 'private'],
    ['http://169.254.169.254', 'link-local'],
    ['http://[fe80::1]', 'link-local'],
    ['http://[fd00:ec2::254]', 'link-local'],
    ['http://metadata.google.internal', 'link-local'],
    ['http://8.8.8.8', 'other'],
    ['https://ehr.example.org', 'other'],
    ['https://localhost.example.org', 'other'],
  ])('%s is %s', (url, kind) => {
    expect(hostKind(hostOf(url))).toBe(kind);
  });
});

describe('isLoopbackToListenOn', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.0.0.2', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.2', false],
    ['spinewatch', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopbackToListenOn(host)).toBe(expected);
  });
});

describe('baseUrl', () => {
  it.each([
    ['https://EHR.example.org:443/fhir/', 'https://ehr.example.org/fhir'],
    ['http://ehr.example.org:8080', 'http://ehr.example.org:8080'],
    ['https://ehr.example.org/a/../b//', 'https://ehr.example.org/b'],
    ['https://me@ehr.example.org', undefined],
    ['https://ehr.example.org?x', undefined],
    ['https://ehr.example.org#x', undefined],
    ['https:ehr.example.org', undefined],
    ['ftp://ehr.example.org', undefined],
    ['ehr.example.org', undefined],
  ])('%s → %s', (text, expected) => {
    expect(baseUrl(text)).toBe(expected);
  });
});
