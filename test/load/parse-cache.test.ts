import { describe, expect, test } from 'vitest'
import { loadFiles, type ParseCache } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { loadWorkspace } from '../../src/load/workspace.ts'
import type { SourceTree } from '../../src/model/repository.ts'
import { file } from '../support/project.ts'

const gate = file('statsig/gates/a.yaml', 'kind: gate\nname: a\nidType: userID\nowner: x\n')
const { settings } = readSettings(undefined)

describe('a file that was read before', () => {
  const again = (other: typeof gate, changed: Partial<typeof settings> = {}) => {
    const known: ParseCache = new Map()
    const [before] = loadFiles([gate], settings, known).validated
    const [after] = loadFiles([other], { ...settings, ...changed }, known).validated
    return after === before
  }
  test('is not parsed again', () => expect(again({ ...gate })).toBe(true))
  test.each([
    ['another text', { ...gate, text: `${gate.text}# changed\n` }, {}],
    ['another place', { ...gate, path: 'statsig/gates/b.yaml' }, {}],
    ['a fault', { ...gate, fault: 'The file no longer exists.' }, {}],
    ['other bounds', gate, { caps: { ...settings.caps, nodes: 99 } }],
    ['other keys that pass', gate, { extraFields: { gate: ['owner'] } }],
  ] as const)('is parsed again with %s', (_, other, changed) => {
    expect(again(other, changed)).toBe(false)
  })
  test('reports its faults again', () => {
    const known: ParseCache = new Map()
    const diagnosticCodes = () =>
      loadFiles([file('statsig/gates/a.yaml', '- 1\n')], settings, known).diagnostics
    expect(diagnosticCodes()).toHaveLength(1)
    expect(diagnosticCodes()).toHaveLength(1)
  })
})

test('a workspace has the files that it was loaded from', async () => {
  const files = [
    file('statsig/segments/s.yaml', 'kind: segment\nid: s\ntype: id_list\nidsFile: ids.txt\n'),
    file('statsig/segments/ids.txt', 'one\ntwo\n'),
    file('statsig.yaml', 'tags: any\n'),
  ]
  const tree: SourceTree = {
    readFile: async (path) => files.find((each) => each.path === path),
    readFiles: async () => files.slice(0, 1),
    hasFolder: async () => true,
  }
  const { fileCount: count, sources } = await loadWorkspace(tree)
  expect(sources).toEqual(files)
  expect(count).toBe(1)
})
