// Text for GitHub's runner: no value can inject a command, an output or a section.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import {
  annotationCommand,
  formatOutput,
  inputLookup,
  maskCommands,
  maxSummaryBytes,
  readPayload,
  unknownInputs,
  writeOutput,
  writeSummary,
} from '../../../src/io/actions/runner.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../../support/long-run.ts'

const runs = isLongRun ? 30_000 : 500

/** Text that tries to inject something. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('::', '\n', '\r', '\r\n', '%0A', '%', ':', ',', '=', '<<', 'end_', ' '),
      fc.constantFrom('::error::x', '::set-output name=a::b', '##[add-mask]x', 'result<<EOF'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('annotations', () => {
  test.each([
    [{ message: 'A gate has no field `a`.' }, '::error::A gate has no field `a`.'],
    [
      { message: 'One.\nTwo: 50 %, or more.', file: 'a,b:c.yaml', line: 4, column: 1, title: 'x' },
      '::error file=a%2Cb%3Ac.yaml,line=4,col=1,title=x::One.%0ATwo: 50 %25, or more.',
    ],
    [{ message: '', title: 'a\r\nb' }, '::error title=a%0D%0Ab::'],
  ])('%j is %s', (given, line) => {
    expect(annotationCommand('error', given)).toBe(line)
  })

  randomizedTest('the runner reads the given values, one command per line', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (message, file, title) => {
        const line = annotationCommand('warning', { message, file, title, line: 3 })
        expect(commandsIn(line)).toEqual([
          { name: 'warning', properties: kept({ file, line: '3', title }), message },
        ])
      }),
      { numRuns: runs },
    )
  })

  test('a long message is truncated between characters, with an ellipsis', () => {
    const [cut] = commandsIn(annotationCommand('notice', { message: `a${'😀'.repeat(2_500)}` }))
    expect(cut?.message).toBe(`a${'😀'.repeat(1_999)}…`)
    const [whole] = commandsIn(annotationCommand('notice', { message: 'a'.repeat(4_000) }))
    expect(whole?.message).toBe('a'.repeat(4_000))
  })
})

describe('masks', () => {
  test('hide the value, each of its lines, and its encodings', () => {
    expect(maskCommands('console-a b\nsecond')).toEqual([
      '::add-mask::console-a b%0Asecond',
      '::add-mask::Y29uc29sZS1hIGIKc2Vjb25k',
      '::add-mask::console-a%2520b%250Asecond',
      '::add-mask::console-a b',
      '::add-mask::Y29uc29sZS1hIGI',
      '::add-mask::console-a%2520b',
      '::add-mask::second',
      '::add-mask::c2Vjb25k',
    ])
  })

  test('of an empty value are none', () => {
    expect(['', ' ', '\n'].flatMap(maskCommands)).toEqual([])
  })

  randomizedTest('each line for any secret is one mask command', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const lines = maskCommands(value)
        const read = lines.flatMap(commandsIn)
        expect(read.map(({ name }) => name)).toEqual(lines.map(() => 'add-mask'))
        if (value.length >= 4) expect(read.map(({ message }) => message)).toContain(value)
      }),
      { numRuns: runs },
    )
  })
})

describe('outputs', () => {
  test('are written with a delimiter that the value does not contain', () => {
    const marks = ['in', 'out']
    expect(formatOutput('summary', 'a\nin\nb', () => marks.shift() ?? '')).toBe(
      'summary<<out\na\nin\nb\nout\n',
    )
  })

  randomizedTest('one value is one output, with any content', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (values) => {
        let drawn = 0
        const mark = () => `end_${(drawn++).toString(36)}`
        const text = values.map((value) => formatOutput('summary', value, mark)).join('')
        expect(outputsIn(text)).toEqual(values.map((value) => ['summary', value]))
      }),
      { numRuns: runs },
    )
  })
})

describe('files of the runner', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'statsig-gitops-runner-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const envOf = (variables: Readonly<Record<string, string>>) => (name: string) => variables[name]

  test('outputs are appended', () => {
    const env = envOf({ GITHUB_OUTPUT: join(folder, 'outputs') })
    writeOutput(env, 'result', 'applied')
    writeOutput(env, 'summary', 'a\nb')
    expect(outputsIn(readFileSync(join(folder, 'outputs'), 'utf8'))).toEqual([
      ['result', 'applied'],
      ['summary', 'a\nb'],
    ])
  })

  test('a summary is appended, and one that is too long is not written', () => {
    const file = join(folder, 'summary')
    const env = envOf({ GITHUB_STEP_SUMMARY: file })
    expect(writeSummary(env, '# One\n')).toBe(true)
    expect(writeSummary(env, 'é'.repeat(maxSummaryBytes / 2))).toBe(false)
    expect(writeSummary(env, 'é'.repeat(maxSummaryBytes / 2 - 3))).toBe(true)
    expect(writeSummary(env, 'x')).toBe(false)
    expect(readFileSync(file).length).toBe(maxSummaryBytes)
  })

  test('without a runner nothing is written', () => {
    writeOutput(envOf({}), 'result', 'applied')
    expect(writeSummary(envOf({ GITHUB_STEP_SUMMARY: '' }), 'x')).toBe(false)
  })

  test('the payload is read if there is one', () => {
    const path = join(folder, 'event.json')
    writeFileSync(path, '{}')
    expect(readPayload(envOf({ GITHUB_EVENT_PATH: path }))).toBe('{}')
    expect(readPayload(envOf({ GITHUB_EVENT_PATH: join(folder, 'none') }))).toBeUndefined()
    expect(readPayload(envOf({}))).toBeUndefined()
  })
})

describe('inputs', () => {
  test('come from variables in upper case, with hyphens', () => {
    const given = inputLookup((name) => (name === 'INPUT_CONSOLE-API-KEY' ? 'x' : undefined))
    expect(given('console-api-key')).toBe('x')
    expect(given('command')).toBeUndefined()
  })

  test('that do not exist are named, with the most similar one', () => {
    expect(
      unknownInputs(['INPUT_COMMAND', 'INPUT_CONSOLE-KEY', 'INPUT_COMENT', 'PATH', 'INPUT_']),
    ).toEqual([
      'The Action has no input `console-key`.',
      'The Action has no input `coment`. Did you mean `comment`?',
      'The Action has no input ``.',
    ])
  })
})

interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** As the runner reads a log: line by line, blanks before `::` do not count. */
const commandsIn = (log: string): readonly Command[] =>
  log.split(/\r\n|\n|\r/).flatMap((line) => {
    const [, name = '', properties = '', message = ''] =
      /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/su.exec(line) ?? []
    if (name === '') return []
    const pairs = properties.split(',').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [] : [[pair.slice(0, at).trim(), unescaped(pair.slice(at + 1))]]
    })
    return [{ name, properties: kept(Object.fromEntries(pairs)), message: unescaped(message) }]
  })

const unescaped = (text: string): string =>
  text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%')

/** Without empty properties. */
const kept = (properties: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''))

/** As the runner reads its file of outputs: a name, a delimiter, and all lines up to it. */
const outputsIn = (file: string): readonly (readonly [string, string])[] => {
  const lines = file.split('\n')
  const found: [string, string][] = []
  for (let at = 0; at < lines.length - 1; at += 1) {
    const [, name, mark] = /^(.*?)<<(.*)$/s.exec(lines[at] ?? '') ?? []
    if (name === undefined || mark === undefined) throw new Error(`No output: ${lines[at]}`)
    const end = lines.indexOf(mark, at + 1)
    if (end < 0) throw new Error(`No end: ${mark}`)
    found.push([name, lines.slice(at + 1, end).join('\n')])
    at = end
  }
  return found
}
