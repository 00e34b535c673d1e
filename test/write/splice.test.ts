// The text of a file after edits: it keeps the style of the file.
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import type { Pointer } from '../../src/core/pointer.ts'
import type { ArrangedItem, FileEdit } from '../../src/write/file-edits.ts'
import { spliceYaml } from '../../src/write/splice/index.ts'

const set = (at: Pointer, value: Json): FileEdit => ({ is: 'set', at, value })
const remove = (at: Pointer): FileEdit => ({ is: 'remove', at })
const arrange = (at: Pointer, ...items: readonly ArrangedItem[]): FileEdit => ({
  is: 'arrange',
  at,
  items,
})
const item = (value: Json): ArrangedItem => ({ value })

const order = (record: Pointer): readonly string[] =>
  record === ''
    ? ['id', 'name', 'description', 'isEnabled', 'rules']
    : ['name', 'passPercentage', 'conditions']

const result = (text: string, edits: readonly FileEdit[], document = 0) =>
  spliceYaml(text, edits, { document, order })

interface Case {
  readonly says: string
  readonly text: string
  readonly edits: readonly FileEdit[]
  readonly becomes: string
}

const hold = (cases: readonly Case[]): void => {
  test.each(cases)('$says', ({ becomes, edits, text }) => {
    expect(result(text, edits)).toEqual({ text: becomes })
  })
}

describe('a scalar over a scalar', () => {
  hold([
    {
      says: 'keeps its quotes and the comment behind it',
      text: `a: 'one'   # first\nb: "two"\t# second\nc: three # third\n`,
      edits: [set('/a', "it's"), set('/b', 'x'), set('/c', 'four')],
      becomes: `a: 'it''s'   # first\nb: "x"\t# second\nc: four # third\n`,
    },
    {
      says: 'gets quotes where a plain text would read as something else',
      text: 'a: x\nb: x\nc: x\nd: x\ne: x\nf: [x, x]\n',
      edits: [
        set('/a', 'yes'),
        set('/b', '1e3'),
        set('/c', 'a: b'),
        set('/d', 'a #b'),
        set('/e', ' a'),
        set('/f/0', 'a, b'),
      ],
      becomes: 'a: "yes"\nb: "1e3"\nc: "a: b"\nd: "a #b"\ne: " a"\nf: ["a, b", x]\n',
    },
    {
      says: 'uses the quotes that the file uses',
      text: `a: 'one'\nb: two\n`,
      edits: [set('/b', 'on')],
      becomes: `a: 'one'\nb: 'on'\n`,
    },
    {
      says: 'leaves a literal a literal, at its indentation, with the line breaks at its end',
      text: 'sql: |   # the query\n    select 1\n\n    from t\n\nb: |-\n  x\n',
      edits: [set('/sql', 'select 2\n  from u'), set('/b', 'y\n')],
      becomes: 'sql: |-   # the query\n    select 2\n      from u\n\nb: |\n  y\n',
    },
    {
      says: 'leaves a folded text folded, as wide as it was',
      text: 'a: >-\n  The quick brown fox jumps over the lazy dog and\n  runs away.\n',
      edits: [set('/a', 'The quick brown fox jumps over the lazy cat and sleeps.\nThe end.')],
      becomes:
        'a: >-\n  The quick brown fox jumps over the lazy cat and\n  sleeps.\n\n  The end.\n',
    },
    {
      says: 'makes a literal of a folded text that folding would change',
      text: 'a: >\n  one\n  two\n',
      edits: [set('/a', 'one\n  two\n')],
      becomes: 'a: |\n  one\n    two\n',
    },
    {
      says: 'takes the place of a text of several lines',
      text: 'a: "x\n  y" # c\nb: plain\n  more\nc: |\n  z\n',
      edits: [set('/a', 'z'), set('/b', 1), set('/c', true)],
      becomes: 'a: "z" # c\nb: 1\nc: true\n',
    },
    {
      says: 'is inserted where there was no value',
      text: 'a:\nb:   # none\nc:\n  - \n',
      edits: [set('/a', 1), set('/b', 'x'), set('/c/0', 2)],
      becomes: 'a: 1\nb: x   # none\nc:\n  - 2\n',
    },
  ])
})

describe('a value over a value of another type', () => {
  hold([
    {
      says: 'a record is written in lines, a short list of scalars on one',
      text: 'a: 1 # one\nb: 2\nc: 3\n',
      edits: [set('/a', { k: { l: 1 } }), set('/b', ['x', 'z']), set('/c', [{ k: 1 }])],
      becomes: 'a: # one\n  k:\n    l: 1\nb: [x, z]\nc:\n  - k: 1\n',
    },
    {
      says: 'the indentation is that of the file',
      text: 'a:\n    b:\n    - x\nc: 1\nd: 2\n',
      edits: [set('/c', { k: { l: 1 } }), set('/d', [{ k: 1, l: 2 }])],
      becomes: 'a:\n    b:\n    - x\nc:\n    k:\n        l: 1\nd:\n- k: 1\n  l: 2\n',
    },
    {
      says: 'lines become a scalar, and the comment of the key stays',
      text: 'a: # about a\n  k: 1 # one\n  l: 2\nb:\n  - 1\n',
      edits: [set('/a', 'x'), set('/b', null)],
      becomes: 'a: x # about a\nb: null\n',
    },
    {
      says: 'an item becomes a record and a record an item',
      text: 'a:\n  - x # one\n  - name: B\n    p: 1\n',
      edits: [set('/a/0', { name: 'A', p: 2 }), set('/a/1', 'y')],
      becomes: 'a:\n  - name: A # one\n    p: 2\n  - "y"\n',
    },
    {
      says: 'inside of brackets everything is in brackets',
      text: 'a: { k: 1, l: [x] }\n',
      edits: [set('/a/k', { m: [1, { o: 2 }] }), set('/a/l/0', 'a\nb\n')],
      becomes: 'a: { k: { m: [1, { o: 2 }] }, l: ["a\\nb\\n"] }\n',
    },
  ])
})

describe('a new member', () => {
  hold([
    {
      says: 'goes after the nearest key before it, behind all of its lines',
      text: 'id: a\nname: A # name\n\n# the rules\nrules:\n  - name: x\n',
      edits: [set('/description', 'd'), set('/isEnabled', true)],
      becomes:
        'id: a\nname: A # name\ndescription: d\nisEnabled: true\n\n# the rules\nrules:\n  - name: x\n',
    },
    {
      says: 'goes before the nearest key after it and its comments, but not above the head of the file',
      text: '# yaml-language-server: $schema=../gate.json\nname: A\n',
      edits: [set('/id', 'a')],
      becomes: '# yaml-language-server: $schema=../gate.json\nid: a\nname: A\n',
    },
    {
      says: 'goes to the end where the order does not know it',
      text: 'name: A\nrules: []\n# the end\n',
      edits: [set('/other', 1)],
      becomes: 'name: A\nrules: []\nother: 1\n# the end\n',
    },
    {
      says: 'takes the place behind the dash where it comes first',
      text: 'rules:\n  - passPercentage: 1 # one\n    conditions: []\n',
      edits: [set('/rules/0/name', 'A')],
      becomes: 'rules:\n  - name: A\n    passPercentage: 1 # one\n    conditions: []\n',
    },
    {
      says: 'goes into brackets with the blanks that are used there',
      text: 'a: {k: 1}\nb: { k: 1, }\nc: {\n  k: 1, # one\n  l: 2  # two\n}\nd: {}\n',
      edits: [set('/a/z', 2), set('/b/z', 2), set('/c/z', 2), set('/d/z', 2)],
      becomes:
        'a: {k: 1, z: 2}\nb: { k: 1, z: 2, }\nc: {\n  k: 1, # one\n  l: 2,  # two\n  z: 2\n}\nd:\n  z: 2\n',
    },
    {
      says: 'has its key in quotes where all keys are',
      text: '{\n  "a": "x",\n  "b": ["y"]\n}\n',
      edits: [set('/c', { d: 'z' })],
      becomes: '{\n  "a": "x",\n  "b": ["y"],\n  "c": {"d": "z"}\n}\n',
    },
    {
      says: 'ends the file without a line break where it had none',
      text: 'a: 1',
      edits: [set('/b', 'x\ny\n')],
      becomes: 'a: 1\nb: |\n  x\n  y',
    },
    {
      says: 'is parted by a blank line where all are',
      text: 'a: 1\n\nb: 2\n',
      edits: [set('/c', 3)],
      becomes: 'a: 1\n\nb: 2\n\nc: 3\n',
    },
  ])
})

describe('a member that is removed', () => {
  hold([
    {
      says: 'takes its lines and the comments on and between them, and leaves those above',
      text: 'a: 1\n# about b\nb: # on b\n  # in b\n  k: 1\n  # end of b\n# about c\nc: 3\n',
      edits: [remove('/b')],
      becomes: 'a: 1\n# about b\n# about c\nc: 3\n',
    },
    {
      says: 'leaves one blank line where there was one on either side',
      text: 'a: 1\n\nb: 2\n\nc: 3\n',
      edits: [remove('/b')],
      becomes: 'a: 1\n\nc: 3\n',
    },
    {
      says: 'leaves its place behind the dash to the next one',
      text: 'a:\n  - name: x # one\n    p: 1 # two\n  -   name: y\n      p: 2\n',
      edits: [remove('/a/0/name'), remove('/a/1/name')],
      becomes: 'a:\n  - p: 1 # two\n  -   p: 2\n',
    },
    {
      says: 'leaves empty brackets if it was the last one',
      text: 'a: # on a\n  # about k\n  k: 1\nb: {k: 1}\nc:\n  - k: 1\n',
      edits: [remove('/a/k'), remove('/b/k'), remove('/c/0/k')],
      becomes: 'a: {} # on a\n  # about k\nb: {}\nc:\n  - {}\n',
    },
    {
      says: 'goes out of brackets with its comma',
      text: 'a: { k: 1,  l: 2,  m: 3 }\nb: {\n  k: 1, # one\n  # about l\n  l: 2, # two\n}\n',
      edits: [remove('/a/k'), remove('/a/m'), remove('/b/k')],
      becomes: 'a: { l: 2 }\nb: {\n  # about l\n  l: 2, # two\n}\n',
    },
  ])
})

describe('a list', () => {
  hold([
    {
      says: 'moves items with their lines and the comments right above them',
      text: 'rules:\n  # about A\n  - name: A # a\n    p: 1\n  # about B\n  - name: B\n    p: 2\nz: 1\n',
      edits: [arrange('/rules', 1, 0), set('/rules/0/p', 9)],
      becomes:
        'rules:\n  # about B\n  - name: B\n    p: 2\n  # about A\n  - name: A # a\n    p: 9\nz: 1\n',
    },
    {
      says: 'gets and loses items where they stand, and items that stay keep their lines',
      text: 'a:\n- x # one\n- y # two\n- z\n# end\n',
      edits: [arrange('/a', item('new'), 0, item({ k: 1, l: 'm' }), 2)],
      becomes: 'a:\n- new\n- x # one\n- k: 1\n  l: m\n- z\n# end\n',
    },
    {
      says: 'keeps the blank lines between its places',
      text: 'a:\n  - x\n\n  - y\n\n  - z\n',
      edits: [arrange('/a', 2, 0, item('w'))],
      becomes: 'a:\n  - z\n\n  - x\n\n  - w\n',
    },
    {
      says: 'of records on one line each gets one more',
      text: 'c:\n  - { type: a, targetValue: [x] } # one\n',
      edits: [arrange('/c', 0, item({ type: 'b', targetValue: ['u', 'z'] }))],
      becomes:
        'c:\n  - { type: a, targetValue: [x] } # one\n  - { type: b, targetValue: [u, z] }\n',
    },
    {
      says: 'in brackets keeps its blanks, lines and commas',
      text: 'a: [x,  y,  z]\nb: [\n  1, # one\n  # about 2\n  2 # two\n]\nc: []\n',
      edits: [
        arrange('/a', 2, 0, item('w, w')),
        arrange('/b', 1, item(3), 0),
        arrange('/c', item(1)),
      ],
      becomes: 'a: [z,  x,  "w, w"]\nb: [\n  # about 2\n  2, # two\n  3,\n  1 # one\n]\nc: [1]\n',
    },
    {
      says: 'in brackets, row by row, gets an item where it belongs',
      text: 'a: [\n  u, v, # row\n  w, x,\n]\n',
      edits: [arrange('/a', 0, 1, item('z'), 2)],
      becomes: 'a: [\n  u, v, # row\n  z,\n  w,\n]\n',
    },
    {
      says: 'that is emptied keeps the comments that have lines of their own',
      text: 'a: # on a\n  # about x\n  - x # on x\nb: [1]\n',
      edits: [arrange('/a'), arrange('/b')],
      becomes: 'a: [] # on a\n  # about x\nb: []\n',
    },
    {
      says: 'that was empty begins in lines where records come',
      text: 'a: []\nb: []\n',
      edits: [arrange('/a', item({ k: 1 })), arrange('/b', item('x'))],
      becomes: 'a:\n  - k: 1\nb: [x]\n',
    },
  ])
})

describe('the frame of a file', () => {
  test('line ends and the byte order mark stay', () => {
    expect(
      result('\uFEFF# c\r\na: |\r\n  x\r\nb: 1 # one\r\n', [
        set('/a', 'y\nz\n'),
        set('/c', { k: 'm\nn\n' }),
      ]),
    ).toEqual({
      text: '\uFEFF# c\r\na: |\r\n  y\r\n  z\r\nb: 1 # one\r\nc:\r\n  k: |\r\n    m\r\n    n\r\n',
    })
  })

  test('documents are counted without the empty ones, and one alone is edited', () => {
    const text = '---\n# nothing\n---\na: 1 # one\n...\n---\na: 2 # two\n'
    expect(result(text, [set('/a', 3)], 1)).toEqual({
      text: '---\n# nothing\n---\na: 1 # one\n...\n---\na: 3 # two\n',
    })
    expect(result(text, [set('/b', 3)], 0)).toEqual({
      text: '---\n# nothing\n---\na: 1 # one\nb: 3\n...\n---\na: 2 # two\n',
    })
  })

  test('a key in quotes or behind a question mark is a key', () => {
    expect(result('"a b": 1\n? c\n: 2\n', [set('/a b', 3), set('/c', 4)])).toEqual({
      text: '"a b": 3\n? c\n: 4\n',
    })
  })
})

describe('anchors', () => {
  hold([
    {
      says: 'an alias gives way to a value of its own',
      text: 'x: &a 1\ny: *a # y\n',
      edits: [set('/y', 2)],
      becomes: 'x: &a 1\ny: 2 # y\n',
    },
    {
      says: 'a value that all places share changes where the anchor is, if it changes in all of them',
      text: 'x: &a\n  k: 1 # one\ny: *a\nz: [*a]\n',
      edits: [set('/x/k', 2), set('/y/k', 2), set('/z/0/k', 2)],
      becomes: 'x: &a\n  k: 2 # one\ny: *a\nz: [*a]\n',
    },
    {
      says: 'a scalar that all places share changes once',
      text: 'x: &a 1\ny: *a\n',
      edits: [set('/x', 2), set('/y', 2)],
      becomes: 'x: &a 2\ny: *a\n',
    },
    {
      says: 'an anchor without aliases stays before the new value',
      text: 'x: &a 1 # one\ny: &b\n  k: 1\nz:\n  - &c w\n',
      edits: [set('/x', { k: 1 }), set('/y', 'a'), set('/z/0', { k: 1 })],
      becomes: 'x: &a # one\n  k: 1\ny: &b a\nz:\n  - &c\n    k: 1\n',
    },
    {
      says: 'what has nothing to do with an anchor is edited as ever',
      text: 'x: &a\n  k: 1\ny: *a\nz: 1\n',
      edits: [set('/z', 2), remove('/y')],
      becomes: 'x: &a\n  k: 1\nz: 2\n',
    },
  ])

  test.each([
    { says: 'the value of an anchor', edits: [set('/x/k', 2)], at: 'x.k' },
    { says: 'the value of an anchor by way of an alias', edits: [set('/y/k', 2)], at: 'y.k' },
    { says: 'one value to become two', edits: [set('/x/k', 2), set('/y/k', 3)], at: 'y.k' },
    { says: 'an anchor to be removed before its alias', edits: [remove('/x')], at: 'x' },
    { says: 'an anchor to be overwritten', edits: [set('/x', 1)], at: 'x' },
  ])('it is refused for $says', ({ at, edits }) => {
    expect(result('x: &a\n  k: 1\ny: *a\n', edits)).toEqual({
      refused: `The value at \`${at}\` has the anchor \`&a\`, which is used in other places.`,
    })
  })

  test('it is refused for an alias to move before its anchor', () => {
    expect(result('l: [&a 1, *a]\n', [arrange('/l', 1, 0)])).toEqual({
      refused: 'The value at `l` has the anchor `&a`, which is used in other places.',
    })
  })
})

const gate = `# yaml-language-server: $schema=../../schemas/gate.json
# Owned by the checkout team.

id: new_checkout
name:        New checkout          # as people say it
description: >-
    Shows the new checkout to a few people first,
    and to everybody once the numbers are good.
isEnabled:   true
tags:        [core,  checkout,  'Q3']    # sorted by age
rules:
    # Our own people come first.
    - name:           Staff
      passPercentage: 100         # always
      conditions:
          - { type: email,  operator: str_contains_any,  targetValue: ['@acme.example'] }

    # Then a few others.
    -   name: Beta
        passPercentage: 25        # was 10 in May
        conditions:
            - type: country       # ISO codes
              operator: any
              targetValue:
                  - DE
                  - FR   # since June
            - type: custom_field
              field: plan
              operator: any
              targetValue: [ "pro",  "team" ]
        environments: ~
# The end.
`

describe('a file with comments', () => {
  test('an edit of one number changes one number', () => {
    expect(result(gate, [set('/rules/1/passPercentage', 50)])).toEqual({
      text: gate.replace('passPercentage: 25 ', 'passPercentage: 50 '),
    })
  })

  test('an edit of one item changes one item', () => {
    expect(
      result(gate, [
        arrange('/tags', 0, 1, item('search'), 2),
        arrange('/rules/1/conditions/0/targetValue', 0, 1, item('NO')),
        arrange('/rules/1/conditions/1/targetValue', 1),
        set('/rules/0/conditions/0/inverse', true),
      ]),
    ).toEqual({
      text: gate
        .replace("checkout,  'Q3'", "checkout,  search,  'Q3'")
        .replace('since June\n', "since June\n                  - 'NO'\n")
        .replace('[ "pro",  "team" ]', '[ "team" ]')
        .replace("example'] }", "example'],  inverse: true }"),
    })
  })

  test('rules move with their comments', () => {
    const [head = '', staff = '', beta = '', tail = ''] = gate.split(
      /(?= {4}# Our own)|\n(?= {4}# Then)|(?=# The end)/,
    )
    expect(result(gate, [arrange('/rules', 1, 0)])).toEqual({
      text: `${head}${beta}\n${staff}${tail}`,
    })
  })

  test('a rule is added in the style of the others', () => {
    const rule = {
      name: 'Test',
      passPercentage: 5,
      conditions: [{ type: 'country', operator: 'any', targetValue: ['US'] }],
    }
    expect(result(gate, [arrange('/rules', 0, 1, item(rule))])).toEqual({
      text: gate.replace(
        '# The end.',
        `
    - name: Test
      passPercentage: 5
      conditions:
          - type: country
            operator: any
            targetValue: [US]
# The end.`,
      ),
    })
  })
})

describe('edits of values that do not exist are refused', () => {
  test.each([
    { edit: set('/q/x', 2), refused: 'There is no record or item at `q.x`.' },
    { edit: set('/l/1', 2), refused: 'There is no record or item at `l[1]`.' },
    { edit: remove('/b'), refused: 'There is no member to remove at `b`.' },
    { edit: arrange('/l', 0, 0), refused: 'There is no list with these items at `l`.' },
    { edit: arrange('/a', 0), refused: 'There is no list with these items at `a`.' },
  ])('$refused', ({ edit, refused }) => {
    expect(result('a: 1\nl: [1]\n', [edit])).toEqual({ refused })
  })

  test('and so are edits of missing documents and of files that cannot be parsed', () => {
    expect(result('# nothing\n', [set('/a', 1)])).toEqual({
      refused: 'The file has no document number 1.',
    })
    expect(result('a: [\n', [set('/a', 1)])).toEqual({
      refused: 'The file is not valid YAML. Fix it first.',
    })
  })
})
