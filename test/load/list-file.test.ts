// List files: which file a definition names, how its lines are read, and the errors about them.
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatDiagnostic } from '../../src/core/diagnostic.ts'
import { listFileLimits } from '../../src/load/definition/list-file.ts'
import { load, loadFiles } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { openWorkspace } from '../../src/session/open-workspace.ts'
import { file } from '../support/project.ts'

const { settings } = readSettings(undefined)

const segment = (rest: string, path = 'statsig/segments/a.yaml'): SourceFile =>
  file(path, `id: beta\nname: Beta\ntype: id_list\n${rest}\n`)

/** The ids of the only segment, and the messages about it. */
const loaded = (definition: SourceFile, text?: string) => {
  const lists = loadFiles([definition], settings).lists
  const listSources = text === undefined ? [] : lists.map((path) => file(path, text))
  const { desired, diagnostics } = load([definition], settings, listSources)
  const [only] = desired.values()
  return { ids: only?.members['ids'], messages: diagnostics.map(formatDiagnostic), lists, only }
}

const named = segment('idsFile: ids.txt')

describe('the file', () => {
  test.each([
    ['ids.txt', 'statsig/segments/ids.txt'],
    ['./ids.txt', 'statsig/segments/ids.txt'],
    ['lists/of//beta', 'statsig/segments/lists/of/beta'],
    ['../lists/ids.txt', 'statsig/lists/ids.txt'],
    ['../../ids.txt', 'ids.txt'],
  ])('is found from the folder of the definition: %s', (writtenPath, path) => {
    expect(loaded(segment(`idsFile: ${writtenPath}`), 'a\n').lists).toEqual([path])
  })

  test.each(['../../../ids.txt', '/etc/passwd', 'C:/ids.txt', 'a\\ids.txt', '../..', '../../a/..'])(
    'cannot lie outside of the project: %s',
    (writtenPath) => {
      expect(loaded(segment(`idsFile: '${writtenPath}'`), 'a\n').messages).toEqual([
        `statsig/segments/a.yaml:4:10: error[unusable-list]: \`idsFile\` must be a path inside the project; \`${writtenPath}\` is not.\n  hint: Write a path relative to the folder of this file, with \`/\` as the separator.`,
      ])
    },
  )

  test('that does not exist is reported at the key that names it', () => {
    expect(loaded(named).messages).toEqual([
      'statsig/segments/a.yaml:4:10: error[unusable-list]: The file `statsig/segments/ids.txt` does not exist.\n  hint: Create it, or correct the path: `idsFile` is relative to the folder of this file.',
    ])
  })

  test('cannot be combined with the list itself', () => {
    expect(loaded(segment('idsFile: ids.txt\nids: [a]'), 'a\n').messages).toEqual([
      'statsig/segments/a.yaml:4:1: error[invalid-value]: `idsFile` replaces `ids`; the file has both.\n  hint: Keep one of the two.',
    ])
  })

  test('is an error in a segment that has no ids', () => {
    const rules = file(
      'statsig/segments/a.yaml',
      'id: beta\nname: Beta\ntype: rule_based\nidsFile: ids.txt\n',
    )
    expect(loaded(rules, 'a\n').messages).toEqual([
      'statsig/segments/a.yaml:4:10: error[unmet-requirement]: Only a segment of type `id_list` or `user_store_id_list` has `ids`.\n  hint: Delete `ids`, or write `type: id_list`.',
    ])
  })

  test('is not read if the segment is retired', () => {
    expect(loaded(segment('idsFile: ids.txt\nlifecycle: { retired: true }')).messages).toEqual([])
  })

  test('is a key of segments only', () => {
    const gate = file('statsig/gates/a.yaml', 'id: a_gate\nname: A gate\nidsFile: ids.txt\n')
    expect(loaded(gate).messages[0]).toMatch(/error\[unknown-field\]: .*`idsFile`/)
  })
})

describe('its lines', () => {
  test.each([
    ['one a line', 'a\nb\n', ['a', 'b']],
    ['without an end of the last line', 'a\nb', ['a', 'b']],
    ['with the ends of lines of Windows', 'a\r\nb\r\n', ['a', 'b']],
    ['with empty lines between them', '\n\na\n  \n\r\nb\n\n', ['a', 'b']],
    ['behind a mark that says that it is UTF-8', '\uFEFFa\nb\n', ['a', 'b']],
    [
      'of any letters',
      'ä@x.y\n#1\n- 2\nnull\n007\na b\n',
      ['ä@x.y', '#1', '- 2', 'null', '007', 'a b'],
    ],
  ])('are ids: %s', (_what, text, ids) => {
    expect(loaded(named, text)).toMatchObject({ ids, messages: [] })
  })

  test.each([
    ['a blank at the end', 'a\nb \n', 2, '`b `, begins or ends with whitespace.'],
    [
      'a blank at the beginning',
      '\ta\n b\n c\n',
      1,
      'begins or ends with whitespace; 2 more lines have the same problem.',
    ],
    ['an invisible character', 'a\nb\u0000c\n', 2, 'contains an invisible character.'],
    ['the end of a line of old', 'a\rb\n', 1, 'contains an invisible character.'],
  ])('cannot contain %s', (_what, text, line, message) => {
    const [only, ...others] = loaded(named, text).messages
    expect(only).toContain(
      `statsig/segments/a.yaml:4:10: error[unusable-list]: Line ${line} of \`statsig/segments/ids.txt\`, `,
    )
    expect(only).toContain(message)
    expect(others).toEqual([])
  })

  test('that are equal are one id, with one warning', () => {
    const { ids, messages } = loaded(named, 'a\nb\na\nc\nb\n')
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(messages).toEqual([
      'statsig/segments/ids.txt:3:1: warning[repeated-line]: `a` is already on line 1; one more line is a duplicate.\n  hint: Delete the duplicate lines.',
    ])
  })

  test('must exist: an empty file would remove all users', () => {
    expect(loaded(named, '\n \n').messages).toEqual([
      'statsig/segments/a.yaml:4:10: error[unusable-list]: `statsig/segments/ids.txt` is empty.\n  hint: To make the list empty, write `ids: []` instead of `idsFile`.',
    ])
  })

  test('are limited to the number that Statsig accepts', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => `user-${index}`).join('\n')
    expect(loaded(named, lines(listFileLimits.items)).messages).toEqual([])
    expect(loaded(named, lines(listFileLimits.items + 1)).messages).toEqual([
      'statsig/segments/a.yaml:4:10: error[unusable-list]: `statsig/segments/ids.txt` has 100,001 lines; Statsig accepts at most 100,000.\n  hint: Split the list into several segments: a condition may name more than one.',
    ])
  })
})

test('a definition itself may have at most a thousand ids', () => {
  const holding = (count: number) =>
    segment(`ids: [${Array.from({ length: count }, (_, index) => `a${index}`).join(', ')}]`)
  expect(loaded(holding(1_000)).messages).toEqual([])
  expect(loaded(holding(1_001)).messages).toEqual([
    'statsig/segments/a.yaml:4:6: error[unmet-requirement]: A definition can have at most 1,000 ids. There are 1001.\n  hint: Write the ids in a text file, one a line, and replace `ids` with `idsFile: …`, the path of that file.',
  ])
})

test('a change of the file is shown at the key that names it', () => {
  expect(loaded(named, 'a\n').only?.positions.key('/ids')).toEqual({
    file: 'statsig/segments/a.yaml',
    line: 4,
    column: 1,
  })
})

describe('on disk', () => {
  test('links are not followed, and files that are too large or not text are refused', async () => {
    const root = await mkdtemp(join(tmpdir(), 'lists-'))
    try {
      await mkdir(join(root, 'statsig/segments'), { recursive: true })
      const names = ['sound', 'link', 'large', 'latin', 'folder', 'pipe']
      for (const name of names)
        await writeFile(
          join(root, `statsig/segments/${name}.yaml`),
          `id: ${name}\nname: ${name}\ntype: id_list\nidsFile: ${name}.txt\n`,
        )
      const at = (name: string) => join(root, `statsig/segments/${name}.txt`)
      await writeFile(at('sound'), 'a\n')
      await symlink(at('sound'), at('link'))
      await writeFile(at('large'), 'a'.repeat(listFileLimits.bytes + 1))
      await writeFile(at('latin'), Buffer.from([0x61, 0x0a, 0xe4, 0x0a]))
      await mkdir(at('folder'))
      execFileSync('mkfifo', [at('pipe')])
      const { desired, diagnostics } = await openWorkspace(root)
      expect(diagnostics.map(formatDiagnostic).map((message) => message.split('\n')[0])).toEqual([
        'statsig/segments/folder.yaml:4:10: error[unusable-list]: The file `statsig/segments/folder.txt` cannot be used. This is not a regular file.',
        'statsig/segments/large.yaml:4:10: error[unusable-list]: The file `statsig/segments/large.txt` cannot be used. The file is larger than 8388608 bytes: describe several resources, each with a part of it.',
        'statsig/segments/latin.yaml:4:10: error[unusable-list]: The file `statsig/segments/latin.txt` cannot be used from line 2, column 1 on. The file is not UTF-8 from here on: save it as UTF-8.',
        'statsig/segments/link.yaml:4:10: error[unusable-list]: The file `statsig/segments/link.txt` cannot be used. This is a symbolic link, and links are not followed: put the file itself here.',
        'statsig/segments/pipe.yaml:4:10: error[unusable-list]: The file `statsig/segments/pipe.txt` cannot be used. This is not a regular file.',
      ])
      expect(
        [...desired.values()].find(({ members }) => members['id'] === 'sound')?.members['ids'],
      ).toEqual(['a'])
    } finally {
      await rm(root, { recursive: true })
    }
  })
})
