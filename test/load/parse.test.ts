import fc from 'fast-check'
import { describe, expect, test as testInBothRuns } from 'vitest'
import { type DiagnosticCode, diagnosticCodes } from '../../src/core/diagnostic.ts'
import { join, valueAt } from '../../src/core/pointer.ts'
import {
  defaultFileLimits,
  parseDefinitionFile,
  parseSettingsFile,
} from '../../src/load/yaml/parse.ts'
import {
  casesForRun,
  isLongRun,
  randomizedTest,
  usualRunTest as test,
} from '../support/long-run.ts'

const read = (text: string) => parseDefinitionFile({ path: 'f.yaml', text })
const contents = (text: string) => {
  const { diagnostics, documents } = read(text)
  expect(diagnostics).toEqual([])
  return documents.map(({ content }) => content)
}
const faults = (text: string) =>
  read(text).diagnostics.map(({ at, code }) => `${at?.line}:${at?.column} ${code}`)

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('')

const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]', ...[...'bcdefghi'].map(laugh)].join('\n')
function laugh(name: string): string {
  const before = String.fromCharCode(name.charCodeAt(0) - 1)
  return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`
}

type Refusal = readonly [
  what: string,
  text: string,
  place: string,
  code: DiagnosticCode,
  message: RegExp,
]

const refusals: readonly Refusal[] = [
  // Typos.
  [
    'a key that stands twice',
    'a: 1\nb: 2\na: 3',
    '3:1',
    'yaml-syntax',
    /`a` .* line 1 and on line 3/,
  ],
  ['a key that stands twice between brackets', 'a: {b: 1, b: 2}', '1:11', 'yaml-syntax', /`b`/],
  ['quoted and plain spellings of one key', 'a: 1\n"a": 2', '2:1', 'yaml-syntax', /more than once/],
  ['a tab as indentation', 'a:\n\tb: 1', '2:1', 'yaml-syntax', /tab/],
  ['no space after a colon', 'a: 1\nb:2\nc: 3', '2:3', 'yaml-syntax', /no space after the colon/],
  ['a line without a colon', 'a: 1\nb\nc: 2', '2:1', 'yaml-syntax', /no colon/],
  [
    'a double quote that stays open',
    'a: 1\nb: "x\nc: 1\n',
    '2:4',
    'yaml-syntax',
    /quote that opens here/,
  ],
  [
    'a single quote that stays open',
    "a: 'it''\nc: 1\n",
    '1:4',
    'yaml-syntax',
    /quote that opens here/,
  ],
  ['a bracket that stays open', 'a: [1, 2\nb: 3', '1:4', 'yaml-syntax', /list that opens here/],
  ['a brace that stays open', 'a: {b: 1', '1:4', 'yaml-syntax', /record that opens here/],
  ['a key between two indentations', 'a:\n  b: 1\n c: 2', '3:1', 'yaml-syntax', /indentation/],
  ['a second colon', 'a: b: c', '1:4', 'yaml-syntax', /second colon/],
  ['an escape that YAML does not know', 'a: "\\d+"', '1:5', 'yaml-syntax', /escape/],
  ['a text that begins with @', 'a: @all', '1:4', 'yaml-syntax', /character that YAML reserves/],
  ['a list on the line of its key', 'a: - b', '1:4', 'yaml-syntax', /list starts/],
  ['two commas', 'a: [1,,2]', '1:7', 'yaml-syntax', /comma/],
  ['a comment that touches a text', 'a: "x"#c', '1:7', 'yaml-syntax', /before the `#`/],
  ['a text after the closing quote', "a: 'it's'", '1:8', 'yaml-syntax', /does not expect/],
  ['an alias without its anchor', 'a: *b', '1:4', 'yaml-syntax', /`\*b` refers to no anchor/],
  ['an anchor of another document', 'a: &b 1\n---\na: *b', '3:4', 'yaml-syntax', /no anchor/],
  // Features of YAML that definitions do not allow.
  ['a merge key', 'a: &b {c: 1}\nd:\n  <<: *b', '3:3', 'unsupported-yaml', /Merge keys/],
  ['a known tag', 'a: !!binary aGk=', '1:4', 'unsupported-yaml', /Tags/],
  ['an unknown tag', 'a: !run x', '1:4', 'unsupported-yaml', /Tags/],
  ['a tag on the whole document', '--- !!map\na: 1', '1:5', 'unsupported-yaml', /Tags/],
  ['a %YAML directive', '%YAML 1.1\n---\na: yes', '1:1', 'unsupported-yaml', /Directives/],
  ['a %TAG directive', '%TAG ! tag:x,2000:\n---\na: 1', '1:1', 'unsupported-yaml', /Directives/],
  ['a number as a key', 'a:\n  1: b', '2:3', 'unsupported-yaml', /key is a number/],
  ['a boolean as a key', 'true: b', '1:1', 'unsupported-yaml', /key is a boolean/],
  ['an empty key', ': b', '1:1', 'unsupported-yaml', /key is empty/],
  ['a list as a key', '? [a]\n: b', '1:3', 'unsupported-yaml', /record or a list/],
  ['a template', 'a: {{ name }}', '1:5', 'unsupported-yaml', /record or a list/],
  ['not a number', 'a: .nan', '1:4', 'unsupported-yaml', /not a number/],
  ['infinity', 'a: [-.inf]', '1:5', 'unsupported-yaml', /infinite/],
  ['a number that overflows', 'a: 1e400', '1:4', 'unsupported-yaml', /infinite/],
  ['a number beyond 2^53', 'a: 9007199254740993', '1:4', 'unsupported-yaml', /rounded/],
  ['a number that begins with zeros', 'id: 00123', '1:5', 'unsupported-yaml', /zeros/],
  ['the key __proto__', 'a: {__proto__: {b: 1}}', '1:5', 'unsupported-yaml', /`__proto__`/],
  ['the key constructor', '"constructor": 1', '1:1', 'unsupported-yaml', /`constructor`/],
  ['the key prototype', 'a:\n- prototype: 1', '2:3', 'unsupported-yaml', /`prototype`/],
  ['an anchor that holds itself', 'a: &b [1, *b]', '1:11', 'unsupported-yaml', /infinite/],
  // Invisible characters.
  ['a NUL', 'a: x\0', '1:5', 'unsupported-yaml', /U\+0000/],
  ['an escape sequence of terminals', 'a: "\x1b[2K"', '1:5', 'unsupported-yaml', /U\+001B/],
  ['a control character of the upper range', 'a: \x9b2K', '1:4', 'unsupported-yaml', /U\+009B/],
  ['text that runs backwards', '# \u202e\na: 1', '1:3', 'unsupported-yaml', /U\+202E.*direction/],
  ['a space of no width', 'a\u200b: 1', '1:2', 'unsupported-yaml', /U\+200B/],
  ['letters hidden in tags of Unicode', 'a: 👍\u{E0041}', '1:6', 'unsupported-yaml', /U\+E0041/],
  ['a line separator', 'a: x\u2028b: 1', '1:5', 'unsupported-yaml', /U\+2028/],
  ['lines that end with CR alone', 'a: 1\rb: 2', '1:5', 'unsupported-yaml', /carriage return/],
  [
    'a byte order mark in the middle',
    'a: 1\n\ufeffb: 2',
    '2:1',
    'unsupported-yaml',
    /byte order mark/,
  ],
  [
    'a hard space before a key',
    'a: 1\n\u00a0b: 2',
    '2:1',
    'unsupported-yaml',
    /not an ordinary space/,
  ],
  // Files that are not definitions.
  ['an empty file', '', '1:1', 'unreadable-file', /no definition/],
  ['a file of comments', '# a: 1\n\n', '1:1', 'unreadable-file', /no definition/],
  ['a file of dashes', '---\n---\n', '1:1', 'unreadable-file', /no definition/],
  ['a list', '# x\n- a: 1', '2:1', 'unreadable-file', /not a list/],
  ['a lone text', 'hello', '1:1', 'unreadable-file', /single value/],
  [
    'an empty document before another',
    '---\n---\na: 1',
    '1:4',
    'unreadable-file',
    /document is empty/,
  ],
  // Files that exceed a limit.
  ['100,000 commas', `a: [${','.repeat(100_000)}]`, '1:6', 'yaml-syntax', /comma/],
  [
    '60,000 items',
    `a: [${'x,'.repeat(60_000)}]`,
    '1:100001',
    'unsupported-yaml',
    /more than 50000/,
  ],
  [
    '20,000 keys',
    times(20_000, (n) => `k${n}: 1\n`),
    '2001:1',
    'unsupported-yaml',
    /more than 2000 keys/,
  ],
  [
    '20,000 anchors with aliases',
    `a:\n${times(20_000, (n) => `- &k${n} x\n- *k${n}\n`)}`,
    '203:3',
    'unsupported-yaml',
    /more than 100 times/,
  ],
  ['80,000 brackets', `a: ${'['.repeat(80_000)}`, '1:68', 'unsupported-yaml', /deeper than 64/],
  ['80,000 braces', `a: ${'{a: '.repeat(80_000)}`, '1:260', 'unsupported-yaml', /deeper than 64/],
  ['80,000 dashes', `${'- '.repeat(80_000)}a`, '1:129', 'unsupported-yaml', /deeper than 64/],
  [
    '80,000 question marks',
    `${'? '.repeat(80_000)}a`,
    '1:129',
    'unsupported-yaml',
    /deeper than 64/,
  ],
  [
    '65 levels of indentation',
    times(66, (n) => `${' '.repeat(n)}a:\n`),
    '65:65',
    'unsupported-yaml',
    /deeper than 64/,
  ],
  [
    'a billion laughs',
    laughs,
    '5:23',
    'unsupported-yaml',
    /including the values that aliases repeat/,
  ],
  [
    'depth that comes from aliases',
    `a: &a ${'['.repeat(40)}${']'.repeat(40)}\nb: ${'['.repeat(30)}*a${']'.repeat(30)}`,
    '2:34',
    'unsupported-yaml',
    /deeper than 64/,
  ],
  [
    'a megabyte of line ends',
    '\n'.repeat(1 << 20),
    '500001:1',
    'unsupported-yaml',
    /lines and tokens/,
  ],
  [
    '100,000 documents',
    '---\n'.repeat(100_000),
    '50001:1',
    'unsupported-yaml',
    /more than 50000 values/,
  ],
  ['100,000 tags', '!a '.repeat(100_000), '1:1', 'unsupported-yaml', /Tags/],
  ['250,000 stray brackets', `a: [${']'.repeat(250_000)}`, '1:6', 'yaml-syntax', /does not expect/],
  ['300,000 broken escapes', `a: "${'\\x'.repeat(300_000)}"`, '1:5', 'yaml-syntax', /escape/],
  ['a megabyte of NULs', '\0'.repeat(1 << 20), '1:1', 'unsupported-yaml', /U\+0000/],
  [
    'a file beyond a mebibyte',
    `a: ${'x'.repeat(1 << 20)}`,
    '1:1',
    'unreadable-file',
    /larger than 1048576 bytes/,
  ],
]

// Code that needs more than linear time for these inputs exceeds the time-out of the test.
describe('a fault has a message and a position', () => {
  // To read megabytes takes a second each.
  testInBothRuns.each(casesForRun(refusals, ([, text]) => text.length < 100_000))(
    '%s',
    (what, text, place, code, message) => {
      const { diagnostics, documents } = read(text)
      const [first] = diagnostics
      expect(`${first?.at?.line}:${first?.at?.column}`).toBe(place)
      expect(first?.code).toBe(code)
      expect(first?.message).toMatch(message)
      expect(first?.message).toMatch(/^[A-Z].*\.$/)
      expect(first?.hint).toMatch(/^[A-Z].*\.$/)
      expect(diagnostics.length).toBeLessThanOrEqual(21)
      expect(diagnostics.every(({ severity }) => severity === 'error')).toBe(true)
      expect(documents.length).toBe(/another/.test(what) ? 1 : 0)
    },
  )
})

describe('faults', () => {
  test('all faults of a file are reported at once, in the order of its lines', () => {
    expect(faults('a: .nan\nb: 1\nb: 2\n<<: {}\nc: !x y\nd: \u200b')).toEqual([
      '1:4 unsupported-yaml',
      '3:1 yaml-syntax',
      '4:1 unsupported-yaml',
      '5:4 unsupported-yaml',
      '6:4 unsupported-yaml',
    ])
  })
  test('after a syntax error, no further faults are guessed', () => {
    expect(faults('b: .nan\na: "x\nb: 1\nb: 2\n')).toEqual([
      '1:4 unsupported-yaml',
      '2:4 yaml-syntax',
    ])
  })
  test('after the twentieth, faults are only counted', () => {
    const { diagnostics } = read(times(50, (n) => `k${n}: .nan\n`))
    expect(diagnostics).toHaveLength(21)
    expect(diagnostics.at(-1)?.message).toBe('The rest of the file has 30 more errors.')
    expect(diagnostics.at(-1)?.at?.line).toBe(21)
  })
  test('of one document do not affect the other documents of its stream', () => {
    const { diagnostics, documents } = read('a: 1\n---\nb: [1\n---\nc: 3\n')
    expect(documents.map(({ content }) => content)).toEqual([{ a: 1 }, { c: 3 }])
    expect(diagnostics.map(({ at }) => at?.line)).toEqual([3])
  })
  test('of hidden characters affect only their own document', () => {
    const { documents } = read('a: "👩‍💻"\n---\nb: \u200b\n---\nc: 3\n')
    expect(documents.map(({ content }) => content)).toEqual([{ a: '👩‍💻' }, { c: 3 }])
  })
  test('of a file that could not be read are at the end of its text', () => {
    const { diagnostics, documents } = parseDefinitionFile({
      path: 'f.yaml',
      text: 'a: 1\nb',
      fault: 'Not UTF-8.',
    })
    expect(documents).toEqual([])
    expect(diagnostics).toEqual([
      {
        code: 'unreadable-file',
        severity: 'error',
        message: 'Not UTF-8.',
        at: { file: 'f.yaml', line: 2, column: 2 },
      },
    ])
  })
  test('never repeat values of the file', () => {
    const secret = 'console-CANARY0123456789abcdefghijklmnopqrstuvwxyz'
    const spots = [
      `${secret}`,
      `- ${secret}`,
      `a: "${secret}`,
      `a: @${secret}`,
      `a: *${secret}`,
      `? ${secret}\n${secret}: 1\n${secret}: 1`,
      `a: !${secret} 1`,
      `%${secret}\n---\na: 1`,
      `a: "\\y${secret}"`,
      `a: |${secret}\n x`,
      `a: [${secret}`,
      `a: 1\n${secret}\n`,
      `a: b: ${secret}`,
    ]
    for (const text of spots) {
      const { diagnostics } = read(text)
      expect(diagnostics.length).toBeGreaterThan(0)
      expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
    }
  })
  test('change nothing about objects, whatever the file says', () => {
    read('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}')
    expect('polluted' in {}).toBe(false)
  })
  test('do not change the stack traces of other errors', () => {
    const before = Error.stackTraceLimit
    read('a: ]')
    expect(Error.stackTraceLimit).toBe(before)
  })
  randomizedTest('none is thrown, for any text', () => {
    const sign = fc.constantFrom(
      ...'abc01:,[]{}&*!|>\'"%@`#?-~<.=\\\n\n\n  \t\r\ufeff\u200b',
      '---\n',
      '...\n',
      ': ',
      '- ',
      '&a ',
      '*a ',
      '<<: ',
      '\r\n',
    )
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 60 }), (text) => {
        const lines = text.split('\n').length
        const { diagnostics, documents } = read(text)
        expect(diagnostics.length + documents.length).toBeGreaterThan(0)
        for (const { at, code, message } of diagnostics) {
          expect(diagnosticCodes).toHaveProperty([code])
          expect(message).not.toMatch(/undefined|NaN/)
          expect(at?.line).toBeGreaterThan(0)
          expect(at?.line).toBeLessThanOrEqual(lines)
          expect(at?.column).toBeGreaterThan(0)
        }
        expect(JSON.parse(JSON.stringify(documents.map(({ content }) => content)))).toEqual(
          documents.map(({ content }) => content),
        )
        for (const { content, positions } of documents)
          for (const name of Object.keys(content)) positions.value(join('', name))
      }),
      { numRuns: isLongRun ? 2_200 : 800 },
    )
  })
})

describe('values', () => {
  test('are those of YAML 1.2: `yes` and `no` are texts', () => {
    expect(
      contents(
        'a: yes\nb: NO\nc: 2024-01-01\nd: 12:30:45\ne: 0x1F\nf: 1.50\ng: ~\nh:\ni: true\nj: -0\nk: "007"\nl: 1_000\n"=": y',
      ),
    ).toEqual([
      {
        a: 'yes',
        b: 'NO',
        c: '2024-01-01',
        d: '12:30:45',
        e: 31,
        f: 1.5,
        g: null,
        h: null,
        i: true,
        j: 0,
        k: '007',
        l: '1_000',
        '=': 'y',
      },
    ])
  })
  test('keep the lines of a block and fold those of another', () => {
    expect(contents('a: |\n  x\n   y\n\nb: >-\n  x\n  y\n')).toEqual([{ a: 'x\n y\n', b: 'x y' }])
  })
  test('may be shared by anchors and aliases', () => {
    expect(contents('a: &x {b: &y [1]}\nc: *x\nd: *y\n&z e: *z')).toEqual([
      { a: { b: [1] }, c: { b: [1] }, d: [1], e: 'e' },
    ])
  })
  test('may be shared a hundred times, and an anchor that is redefined has its new value from there', () => {
    expect(
      contents(`a: &x 1\nb: [${Array(99).fill('*x').join(', ')}]\nc: &x 2\nd: *x`)[0],
    ).toMatchObject({ d: 2 })
  })
  test('may be written as JSON', () => {
    expect(contents('{"a": [1, {"b": null}], "c":"d"}')).toEqual([{ a: [1, { b: null }], c: 'd' }])
  })
  test('may contain joined emoji, and escapes of invisible characters', () => {
    expect(contents('a: 👩‍💻 ❤️‍🔥 👩🏽‍🚀\nb: "\\u200b\\u202e\\0"')).toEqual([
      { a: '👩‍💻 ❤️‍🔥 👩🏽‍🚀', b: '\u200b\u202e\0' },
    ])
  })
  test('may be 64 levels deep, and no deeper', () => {
    expect(contents(`a: ${'['.repeat(63)}${']'.repeat(63)}`)).toHaveLength(1)
    expect(faults(`a: ${'['.repeat(64)}${']'.repeat(64)}`)).toEqual(['1:67 unsupported-yaml'])
  })
  test('are counted up to the configured limits', () => {
    const caps = { ...defaultFileLimits, nodes: 5, bytes: 30 }
    const of = (text: string) =>
      parseDefinitionFile({ path: 'f.yaml', text }, caps).diagnostics.map(({ message }) => message)
    expect(of('a: [1, 2, 3]')).toEqual([])
    expect(of('a: [1, 2, 3, 4]')).toEqual([
      'The file has more than 5 values, including the values that aliases repeat.',
    ])
    expect(of(`a: ${'é'.repeat(14)}`)).toEqual(['The file is larger than 30 bytes.'])
  })
})

describe('a stream', () => {
  test('gives its documents in order', () => {
    expect(contents('# first\n---\na: 1\n...\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
  })
  test('may end with dashes', () => {
    expect(contents('a: 1\n---\n# nothing more\n---\n')).toEqual([{ a: 1 }])
  })
})

describe('positions', () => {
  const text = [
    '# comment',
    'a: 1',
    'empty:   # nothing',
    'rules:',
    '  - name: &n x',
    '    to: *n',
    '  -',
    '  - [p, {q: r}]',
    '"10": é👍',
    '"9": {b/c: ~}',
    'shared: &s {t: 1}',
    'alias: *s',
    'folded: >',
    '  x',
    '---',
    'b: 2',
  ]
  const at = (joined: string, pointer: string, index = 0) => {
    const positions = read(joined).documents[index]?.positions
    const [key, value] = [positions?.key(pointer), positions?.value(pointer)]
    return [`${key?.line}:${key?.column}`, `${value?.line}:${value?.column}`]
  }
  const places: readonly (readonly [pointer: string, key: string, value: string])[] = [
    ['', '2:1', '2:1'],
    ['/a', '2:1', '2:4'],
    ['/empty', '3:1', '3:7'],
    ['/rules', '4:1', '5:3'],
    ['/rules/0', '5:5', '5:5'],
    ['/rules/0/name', '5:5', '5:14'],
    ['/rules/0/to', '6:5', '6:9'],
    ['/rules/1', '7:4', '7:4'],
    ['/rules/2/0', '8:6', '8:6'],
    ['/rules/2/1/q', '8:10', '8:13'],
    ['/10', '9:1', '9:7'],
    ['/9', '10:1', '10:6'],
    ['/9/b~1c', '10:7', '10:12'],
    ['/shared/t', '11:13', '11:16'],
    ['/alias', '12:1', '12:8'],
    ['/folded', '13:1', '13:9'],
    // There is no value: the position of the nearest ancestor is given.
    ['/alias/t', '12:1', '12:8'],
    ['/none', '2:1', '2:1'],
    ['/rules/7/name', '4:1', '5:3'],
    ['/rules/0/none', '5:5', '5:5'],
    ['/a/b', '2:1', '2:4'],
    ['/rules/length', '4:1', '5:3'],
    ['/constructor', '2:1', '2:1'],
  ]
  test.each(places)(
    'of `%s` are right, with either kind of line end and after a byte order mark',
    (pointer, key, value) => {
      expect(at(text.join('\n'), pointer)).toEqual([key, value])
      expect(at(text.join('\r\n'), pointer)).toEqual([key, value])
      expect(at(`\ufeff${text.join('\n')}`, pointer)).toEqual([key, value])
    },
  )
  test('count from the start of the file in every document of a stream', () => {
    expect(at(text.join('\n'), '/b', 1)).toEqual(['16:1', '16:4'])
  })
  test('are given for every value of a large file at once', () => {
    const lines = times(1_000, (n) => `k${n}:\n  - v: ${n}\n    w: [x, y]\n`)
    const document = read(lines).documents[0]
    for (let n = 0; n < 1_000; n += 1) {
      const pointer = `/k${n}/0/w/1`
      expect(document?.positions.value(pointer)).toEqual({
        file: 'f.yaml',
        line: n * 3 + 3,
        column: 12,
      })
      expect(valueAt(document?.content, pointer)).toBe('y')
    }
  })
})

describe('settings', () => {
  const settings = (text: string) => parseSettingsFile({ path: 'statsig.yaml', text })
  test('may be an empty file, which is an empty record', () => {
    for (const text of ['', '# nothing\n', '---\n']) {
      const { diagnostics, documents } = settings(text)
      expect(diagnostics).toEqual([])
      expect(documents.map(({ content }) => content)).toEqual([{}])
      expect(documents[0]?.positions.value('/prune')).toEqual({
        file: 'statsig.yaml',
        line: 1,
        column: 1,
      })
    }
  })
  test('are one document', () => {
    expect(settings('prune: off\n').documents[0]?.content).toEqual({ prune: 'off' })
    const { diagnostics, documents } = settings('a: 1\n---\nb: 2')
    expect(documents).toEqual([])
    expect(diagnostics.map(({ at, code }) => [code, at?.line])).toEqual([['unsupported-yaml', 3]])
  })
  test('are a record, and have the faults of any other file', () => {
    expect(settings('- a').diagnostics[0]?.message).toMatch(/^The settings file must be a record/)
    expect(settings('a: 1\na: 2').diagnostics[0]?.code).toBe('yaml-syntax')
    expect(settings('a: 1\na: 2').documents).toEqual([])
  })
})
