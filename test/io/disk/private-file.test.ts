import * as disk from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import {
  type PrivateFileSystem,
  readPrivateFile,
  writePrivateFile,
} from '../../../src/io/disk/private-file.ts'
import { usualRunTest as test } from '../../support/long-run.ts'

const folder = async () => {
  const made = await disk.mkdtemp(join(tmpdir(), 'private-'))
  onTestFinished(() => disk.rm(made, { recursive: true }))
  return made
}

/** Notes the calls, by the ends of their paths; one of them may fail. */
const recorded = (calls: string[], failing?: string): PrivateFileSystem => {
  const note = (call: string) => {
    calls.push(call.replaceAll(/\.[0-9a-f]{12}\.tmp/g, '.tmp'))
    if (failing !== undefined && calls.at(-1) === failing)
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
  const nameOf = (path: unknown) => String(path).split('/').at(-1) ?? ''
  return {
    lstat: disk.lstat,
    mkdir: disk.mkdir,
    rm: disk.rm,
    rename: async (from, to) => {
      note(`rename ${nameOf(from)} ${nameOf(to)}`)
      await disk.rename(from, to)
    },
    open: async (path, flags, mode) => {
      const file = await disk.open(path, flags, mode)
      const sync = file.sync.bind(file)
      file.sync = async () => {
        note(`sync ${nameOf(path)}`)
        await sync()
      }
      return file
    },
  }
}

test('the text is on the disk before it gets the name, and the name is when the write ends', async () => {
  const root = await folder()
  const calls: string[] = []
  await writePrivateFile(join(root, 'inner/a.json'), 'one', recorded(calls))
  expect(calls).toEqual([
    `sync ${root.split('/').at(-1)}`,
    'sync .a.json.tmp',
    'rename .a.json.tmp a.json',
    'sync inner',
  ])
  expect(await readPrivateFile(join(root, 'inner/a.json'))).toBe('one')
})

test('a write that fails leaves the old text, and nothing else', async () => {
  const root = await folder()
  await disk.chmod(root, 0o700)
  const path = join(root, 'a.json')
  await writePrivateFile(path, 'one')
  for (const failing of ['sync .a.json.tmp', 'rename .a.json.tmp a.json'])
    await expect(writePrivateFile(path, 'two', recorded([], failing))).rejects.toThrow('no space')
  expect(await readPrivateFile(path)).toBe('one')
  expect(await disk.readdir(root)).toEqual(['a.json'])
})

test('what is no private file is named', async () => {
  const root = await folder()
  const path = join(root, 'a.json')
  expect(await readPrivateFile(path)).toBeUndefined()
  await disk.writeFile(path, 'one', { mode: 0o640 })
  expect(await readPrivateFile(path)).toEqual({ unusable: 'not-private' })
  await disk.chmod(path, 0o600)
  await disk.chmod(root, 0o770)
  expect(await readPrivateFile(path)).toEqual({ unusable: 'not-private' })
  await disk.chmod(root, 0o700)
  await disk.symlink(path, join(root, 'link'))
  expect(await readPrivateFile(join(root, 'link'))).toEqual({ unusable: 'link' })
  await disk.mkdir(join(root, 'folder'), { mode: 0o700 })
  expect(await readPrivateFile(join(root, 'folder'))).toEqual({ unusable: 'link' })
})
