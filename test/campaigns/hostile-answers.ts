// Answers that no correct server gives: broken ones, lies, and echoes of the key.
import type { HttpResult } from '../../src/io/statsig/console-api/http.ts'
import { pickOne } from './random-project.ts'
import { key } from './world.ts'

export interface HostileAnswer {
  readonly name: string
  /** It has the form of a correct answer and tells of other things: it may mislead who believes it. */
  readonly isLie: boolean
  readonly change: (answer: HttpResult, random: () => number) => HttpResult
}

const textIn = (answer: HttpResult): string => (answer.status === undefined ? '' : answer.text)

const withText = (text: string, status = 200, type = 'application/json'): HttpResult => ({
  ...{ status, text },
  headers: new Map([['content-type', type]]),
})

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Replaces one value somewhere in a tree. */
const replaceOne = (value: unknown, by: unknown, random: () => number): unknown => {
  if (typeof value !== 'object' || value === null || random() < 0.15) return by
  const names = Object.keys(value)
  if (names.length === 0) return by
  const at = pickOne(names, random)
  const change = (name: string, each: unknown) =>
    name === at ? replaceOne(each, by, random) : each
  if (Array.isArray(value)) return value.map((each, index) => change(String(index), each))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(name, each)]))
}

const oddValues: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, '', 'x', [], {}, [null], [[]], { id: null }],
  ...['\u001b[2J\u001b]0;x\u0007', '::error::x', '\ud800', '\u202e', '../../x', '%00'],
]

const escaped = (text: string): string =>
  [...text].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

const percent = (text: string): string =>
  [...text].map((each) => `%${each.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

const secret = key.replace(/^console-emulator-/, '')

/** Forms in which a server, a proxy or a log writes a key. */
const echoes: readonly ((at: number) => string)[] = [
  () => key,
  () => key.toUpperCase(),
  () => Buffer.from(key).toString('base64'),
  () => Buffer.from(`Bearer ${key}`).toString('base64url'),
  () => Buffer.from(key).toString('hex'),
  () => Buffer.from(secret).toString('hex').toUpperCase(),
  () => percent(key),
  () => escaped(secret),
  (at) => secret.slice(at, at + 8),
  (at) => Buffer.from(secret.slice(at, at + 12)).toString('base64'),
]

const echo = (random: () => number): string =>
  pickOne(echoes, random)(Math.floor(random() * (secret.length - 12)))

const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

export const hostileAnswers: readonly HostileAnswer[] = [
  {
    name: 'no JSON',
    isLie: false,
    change: () => withText('<html><b>Sign in</b></html>', 200, 'text/html'),
  },
  { name: 'nothing', isLie: false, change: () => withText('', 204) },
  {
    name: 'another type',
    isLie: false,
    change: (answer) => withText(textIn(answer).slice(0, 50), 200, 'text/plain'),
  },
  { name: 'a list at the top', isLie: false, change: () => withText('[{"data":{}}]') },
  { name: 'a number', isLie: false, change: () => withText('7') },
  { name: 'deep', isLie: false, change: () => withText(`{"data":${deep(50_000)}}`) },
  {
    name: 'deep in an error',
    isLie: false,
    change: () => withText(`{"message":${deep(9_000)},"errors":${deep(9_000)}}`, 400),
  },
  {
    name: 'huge',
    isLie: false,
    change: () => withText(`{"data":{"x":"${'x'.repeat(3_000_000)}"}}`),
  },
  {
    name: 'too large',
    isLie: false,
    change: () => ({ status: undefined, cause: 'too-large', detail: '10 MB' }),
  },
  {
    name: 'a status of its own',
    isLie: false,
    change: (_, random) =>
      withText('{"message":"No"}', pickOne([100, 205, 302, 402, 418, 451, 599, 999], random)),
  },
  {
    name: 'an echo of the key',
    isLie: false,
    change: (_, random) =>
      withText(
        `{"message":"no access for ${echo(random)} here","errors":[{"property":"${echo(random)}","errorMessage":"${echo(random)}"}]}`,
        pickOne([400, 403, 404, 409, 422, 500], random),
      ),
  },
  {
    name: 'an echo without JSON',
    isLie: false,
    change: (_, random) =>
      withText(`Denied: ${echo(random)}`, pickOne([200, 403, 502], random), 'text/plain'),
  },
  {
    name: 'duplicate keys',
    isLie: true,
    change: (answer) =>
      withText(
        textIn(answer).replace(/\}$/, ',"data":null,"__proto__":{"data":[]},"constructor":1}'),
      ),
  },
  {
    name: 'another value',
    isLie: true,
    change: (answer, random) =>
      withText(
        JSON.stringify(replaceOne(parse(textIn(answer)), pickOne(oddValues, random), random)),
        answer.status ?? 200,
      ),
  },
  {
    name: 'another resource',
    isLie: true,
    change: (answer) =>
      withText(
        textIn(answer).replaceAll(/"(id|name)":"[^"]*"/g, '"$1":"somebodys"'),
        answer.status ?? 200,
      ),
  },
  {
    name: 'a list without an end',
    isLie: true,
    change: (_, random) =>
      withText(
        JSON.stringify({
          message: 'List',
          data: [{ id: `id_${random()}`, name: `name ${random()}` }],
          pagination: { nextPage: '/console/v1/more', totalItems: Math.ceil(random() * 1e9) },
        }),
      ),
  },
]

/** Parts of the key that a text shows, in any of the forms above. */
export const showsKey = (text: string): boolean => {
  const plain = text
    .replaceAll(/\\+u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .toLowerCase()
  const encoded = [0, 1, 2].map((offset) =>
    Buffer.from(`${'-'.repeat(offset)}${secret}`)
      .toString('base64')
      .slice(offset + 1, -4),
  )
  return (
    windows(secret, 8).some((part) => plain.includes(part)) ||
    windows(Buffer.from(secret).toString('hex'), 16).some((part) => plain.includes(part)) ||
    encoded.flatMap((each) => windows(each, 11)).some((part) => plain.includes(part))
  )
}

const windows = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) =>
    text.slice(at, at + length).toLowerCase(),
  )
