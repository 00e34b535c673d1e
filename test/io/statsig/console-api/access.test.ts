import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../../src/core/usage-error.ts'
import {
  buildItemPath,
  parseApiUrl,
  parseKey,
} from '../../../../src/io/statsig/console-api/index.ts'

describe('a key can only be sent to Statsig or to this machine', () => {
  test.each([
    [undefined, 'https://statsigapi.net'],
    ['', 'https://statsigapi.net'],
    ['https://statsigapi.net', 'https://statsigapi.net'],
    ['https://statsigapi.net:443/', 'https://statsigapi.net'],
    ['HTTPS://API.STATSIG.COM', 'https://api.statsig.com'],
    ['https://statsigapi。net', 'https://statsigapi.net'],
    ['http://127.0.0.1:3006', 'http://127.0.0.1:3006'],
    ['http://0x7f000001:3006', 'http://127.0.0.1:3006'],
    ['http://127.1.2.3', 'http://127.1.2.3'],
    ['https://localhost:8443', 'https://localhost:8443'],
    ['http://[::1]:3006', 'http://[::1]:3006'],
  ])('%s means %s', (text, origin) => {
    expect(parseApiUrl(text).origin).toBe(origin)
  })

  test.each([
    'http://statsigapi.net',
    'https://statsigapi.net:8443',
    'https://statsigapi.net.evil.com',
    'https://evil.com/statsigapi.net',
    'https://evil.com#statsigapi.net',
    'https://statsigapi.net@evil.com',
    'https://statsigapi.net\\@evil.com',
    'https://user:secret@statsigapi.net',
    'https://latest.statsigapi.net',
    'https://statsigapi.net.',
    'http://127.0.0.1.nip.io',
    'http://localhost.evil.com',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0:3006',
    'http://169.254.169.254',
    'https://statsigapi.net/console/v1',
    'https://statsigapi.net?x=1',
    'ftp://localhost',
    'file:///etc/passwd',
    '//statsigapi.net',
    'statsigapi.net',
    'console-abcdefghijkl',
  ])('%s is refused', (text) => {
    expect(() => parseApiUrl(text)).toThrow(UsageError)
  })

  const statsig = parseApiUrl(undefined)
  const here = parseApiUrl('http://localhost:3006')

  test('a key is trimmed', () => {
    expect(parseKey(' console-abc123\n', statsig)).toBe('console-abc123')
    expect(parseKey('console-emulator-abc', here)).toBe('console-emulator-abc')
  })

  test.each([
    [undefined, statsig],
    ['  ', statsig],
    ['secret-abc123', statsig],
    ['console-', statsig],
    ['console-abc\r\nx: y', statsig],
    ['console-abc def', statsig],
    ['console-abcé', statsig],
    ['console-abc123', here],
    ['console-emulator-abc', statsig],
  ])('%j is not sent to %s, and the message does not show it', (text, url) => {
    expect(() => parseKey(text, url)).toThrow(UsageError)
    expect(() => parseKey(text, url)).not.toThrow(/abc/)
  })

  test('no message about a URL shows a password', () => {
    expect(() => parseApiUrl('https://user:secret@statsigapi.net')).not.toThrow(/secret/)
  })
})

describe('an id with any characters leads to one object', () => {
  test.each([
    ['new_checkout', 'new_checkout'],
    ['Purchase Revenue::user_warehouse', 'Purchase%20Revenue%3A%3Auser_warehouse'],
    ['a/b', 'a%2Fb'],
    ['../gates', '..%2Fgates'],
    ['100%', '100%25'],
    ['%2e%2e', '%252e%252e'],
    ['a?limit=1#x', 'a%3Flimit%3D1%23x'],
    ['...', '...'],
    ["$&'(1)", "%24%26'(1)"],
    ['größe\t', 'gr%C3%B6%C3%9Fe%09'],
    ['a\\b', 'a%5Cb'],
  ])('%j', (id, segment) => {
    expect(buildItemPath('/console/v1/gates/{id}/archive', id)).toBe(
      `/console/v1/gates/${segment}/archive`,
    )
  })

  test.each(['', '.', '..', '\ud800'])('%j is refused', (id) => {
    expect(() => buildItemPath('/console/v1/gates/{id}', id)).toThrow(/cannot be an id/)
  })

  test('a template without `{id}` is refused', () => {
    expect(() => buildItemPath('/console/v1/gates', 'a')).toThrow(/no place for an id/)
  })
})
