import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSource, readSources } from '../../../src/io/disk/files.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'files-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const put = async (path: string, content: string | Uint8Array = 'a: 1\n') => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}
const link = async (path: string, target: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await symlink(target, join(root, path))
}
const paths = async (...patterns: string[]) =>
  (await readSources(root, patterns)).map(({ path }) => path)

describe('a pattern', () => {
  beforeEach(async () => {
    for (const path of [
      'statsig/gates/b.yaml',
      'statsig/gates/a.yml',
      'statsig/gates/B.yaml',
      'statsig/deep/er/c.yaml',
      'statsig/notes.md',
      'statsig/.hidden/d.yaml',
      'statsig/node_modules/e.yaml',
      '.git/f.yaml',
      '.github/g.yaml',
      'metrics/m.yaml',
      'x.yaml',
      'other/y.yaml',
    ])
      await put(path)
  })
  test('finds files at any depth, sorted the same on every machine', async () => {
    expect(await paths('statsig/**/*.{yaml,yml}')).toEqual([
      'statsig/deep/er/c.yaml',
      'statsig/gates/B.yaml',
      'statsig/gates/a.yml',
      'statsig/gates/b.yaml',
    ])
  })
  test('that is a folder finds all YAML below it', async () => {
    expect(await paths('statsig/')).toEqual(await paths('statsig/**/*.{yaml,yml}'))
    expect(await paths('./statsig')).toEqual(await paths('statsig'))
  })
  test.each([
    ['statsig/*.yaml', []],
    ['statsig/gates/*.yaml', ['statsig/gates/B.yaml', 'statsig/gates/b.yaml']],
    [
      'statsig/gates/?.y*ml',
      ['statsig/gates/B.yaml', 'statsig/gates/a.yml', 'statsig/gates/b.yaml'],
    ],
    ['{metrics,other}/*.yaml', ['metrics/m.yaml', 'other/y.yaml']],
    ['*/m.yaml', ['metrics/m.yaml']],
    ['*.yaml', ['x.yaml']],
    ['x.yaml', ['x.yaml']],
    ['none.yaml', []],
    ['none/**', []],
    ['x.yaml/*', []],
    ['statsig/**/er/*', ['statsig/deep/er/c.yaml']],
    ['statsig/**/**/c.yaml', ['statsig/deep/er/c.yaml']],
    [
      'statsig/{gates/{a,b},deep/er/c}.y{a,}ml',
      ['statsig/deep/er/c.yaml', 'statsig/gates/a.yml', 'statsig/gates/b.yaml'],
    ],
  ] as const)('%s finds the matching files', async (pattern, found) => {
    expect(await paths(pattern)).toEqual(found)
  })
  test('finds dotted folders only by their full name, and .git and node_modules not at all', async () => {
    expect(await paths('**/*.yaml')).toEqual([
      'metrics/m.yaml',
      'other/y.yaml',
      'statsig/deep/er/c.yaml',
      'statsig/gates/B.yaml',
      'statsig/gates/b.yaml',
      'x.yaml',
    ])
    expect(await paths('.github/*.yaml')).toEqual(['.github/g.yaml'])
    expect(await paths('.git/*.yaml', '.GIT', 'statsig/node_modules')).toEqual([])
  })
  test('finds a file once, whichever patterns name it', async () => {
    expect(await paths('x.yaml', '*.yaml', './x.yaml')).toEqual(['x.yaml'])
  })
  test.each([
    ['/etc/*'],
    ['C:/x'],
    ['\\\\host\\x'],
    ['..'],
    ['statsig/../../x'],
    ['statsig\\x'],
    ['{a,b}'.repeat(20)],
  ])('%s is refused with a reason', async (pattern) => {
    await expect(readSources(root, [pattern])).rejects.toThrow(/^`.*`.*\.$/)
  })
  test('ends in reasonable time with many stars', async () => {
    await put(`statsig/${'a'.repeat(240)}.yaml`)
    expect(await paths(`statsig/${'*a'.repeat(60)}b`, `${'**/'.repeat(60)}b`)).toEqual([])
  })
})

describe('a symbolic link is reported and not followed', () => {
  beforeEach(async () => {
    await put('.git/config', 'secret: 1')
    await put('elsewhere/a.yaml', 'secret: 1')
    await put('statsig/ok.yaml')
  })
  const faultsOf = async () =>
    (await readSources(root, ['statsig/**/*.yaml'])).filter(({ fault }) => fault !== undefined)
  test.each([
    ['to a file', '../elsewhere/a.yaml', 'l.yaml'],
    ['to a folder', '../elsewhere', 'l'],
    ['to nothing', '../nowhere.yaml', 'l.yaml'],
    ['into .git', '../.git/config', 'l.yaml'],
    ['to itself', 'l.yaml', 'l.yaml'],
    ['out of the project', '/etc/hostname', 'l.yaml'],
  ])('%s', async (_, target, name) => {
    await link(`statsig/${name}`, target)
    expect(await faultsOf()).toEqual([
      {
        path: `statsig/${name}`,
        text: '',
        fault: 'This is a symbolic link, and links are not followed: put the file itself here.',
      },
    ])
    expect((await readSource(root, `statsig/${name}`))?.fault).toContain('symbolic link')
  })
  test('instead of the whole folder', async () => {
    await link('moved', 'elsewhere')
    expect(
      (await readSources(root, ['moved/**/*.yaml'])).map(({ path, text }) => [path, text]),
    ).toEqual([['moved', '']])
    expect((await readSource(root, 'moved/a.yaml'))?.fault).toBe(
      'The folder `moved` is a symbolic link, and links are not followed.',
    )
  })
  test('unless no pattern asks for it', async () => {
    await link('statsig/README.md', '../elsewhere/a.yaml')
    expect(await faultsOf()).toEqual([])
  })
  test('but the root itself may be one', async () => {
    await symlink(root, `${root}-link`)
    expect((await readSource(`${root}-link`, 'statsig/ok.yaml'))?.text).toBe('a: 1\n')
    await rm(`${root}-link`)
  })
})

describe('a file', () => {
  test('is returned unchanged, with byte order mark and line ends', async () => {
    await put('a.yaml', '\ufeffa: é\r\n')
    expect(await readSource(root, './a.yaml')).toEqual({ path: 'a.yaml', text: '\ufeffa: é\r\n' })
  })
  test('that does not exist is undefined', async () => {
    await put('a.yaml')
    expect(await readSource(root, 'b.yaml')).toBeUndefined()
    expect(await readSource(root, 'a.yaml/b.yaml')).toBeUndefined()
  })
  test.each([
    ['a bad byte', [0x61, 0x3a, 0x20, 0xc3, 0xa9, 0x0a, 0x62, 0xff, 0x63], 'a: é\nb'],
    ['a character cut off at the end', [0x61, 0x0a, 0xf0, 0x9f, 0x91], 'a\n'],
    ['a character cut off in the middle', [0x61, 0xf0, 0x9f, 0x0a], 'a'],
    ['nothing else', [0xff], ''],
  ])('that is not UTF-8 because of %s has the text before the fault', async (_, bytes, text) => {
    await put('a.yaml', Uint8Array.from(bytes))
    expect(await readSource(root, 'a.yaml')).toEqual({
      path: 'a.yaml',
      text,
      fault: 'The file is not UTF-8 from here on: save it as UTF-8.',
    })
  })
  test('in UTF-16 is named as such', async () => {
    await put('a.yaml', Buffer.from('\ufeffa: 1', 'utf16le'))
    expect((await readSource(root, 'a.yaml'))?.fault).toContain('UTF-16')
  })
  test('that is too large is not read', async () => {
    await put('a.yaml', 'x'.repeat((1 << 20) + 1))
    await put('b.yaml', 'x'.repeat(1 << 20))
    expect((await readSource(root, 'a.yaml'))?.fault).toContain('larger than 1048576 bytes')
    expect((await readSource(root, 'b.yaml'))?.fault).toBeUndefined()
    expect((await readSource(root, 'b.yaml', 10))?.fault).toContain('larger than 10 bytes')
  })
  test('that is a pipe or a folder is refused at once', async () => {
    await mkdir(join(root, 'statsig', 'd.yaml'), { recursive: true })
    execFileSync('mkfifo', [join(root, 'statsig', 'p.yaml')])
    expect((await readSource(root, 'statsig/d.yaml'))?.fault).toBe('This is not a regular file.')
    expect(await readSources(root, ['statsig'])).toEqual([
      { path: 'statsig/p.yaml', text: '', fault: 'This is not a regular file.' },
    ])
  })
  test('without read permission is a fault', async () => {
    await put('a.yaml')
    await chmod(join(root, 'a.yaml'), 0)
    // Root may read everything: the test changes its user id for a moment.
    const isRoot = process.geteuid?.() === 0
    await chmod(root, 0o755)
    if (isRoot) process.seteuid?.(65_534)
    try {
      expect((await readSource(root, 'a.yaml'))?.fault).toContain('permission')
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
  test('below .git is not read, however it is asked for', async () => {
    await put('.git/config', 'secret')
    for (const path of ['.git/config', './.git//config', '.GIT/config'])
      expect(await readSource(root, path)).toMatchObject({
        text: '',
        fault: expect.stringContaining('.git'),
      })
  })
  test('outside the root is refused', async () => {
    await expect(readSource(root, '../x')).rejects.toThrow('leads out of the repository')
    await expect(readSource(root, '/etc/hostname')).rejects.toThrow('absolute')
  })
})

test('a thousand files are read in one go', async () => {
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => put(`statsig/${n}.yaml`)))
  expect(await paths('statsig')).toHaveLength(1_000)
})
