// Every way in which a file differs from the commit while git calls it unchanged, and what is then said.
import { existsSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { unrecordableCause } from '../../src/history/unrecordable.ts'
import type { WorkTreeFile } from '../../src/model/repository.ts'
import { noticeText } from '../../src/report/sentences/notice.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { withRepository } from '../support/repository.ts'
import { gate, withFixture } from './fixture.ts'

const file: WorkTreeFile = {
  path: 'a.yaml',
  isIdent: false,
  isAssumedUnchanged: false,
  isSkipped: false,
  status: 'unchanged',
}

interface Row {
  readonly why: string
  readonly facts: Partial<WorkTreeFile>
  /** The code of the cause, and a part of what is said about it. */
  readonly code?: string
  readonly hint?: string
}

describe('a file whose text is not that of the commit', () => {
  const rows: readonly Row[] = [
    { why: 'is changed', facts: { status: 'changed' } },
    { why: 'is changed, and expanded', facts: { status: 'changed', isIdent: true } },
    { why: 'goes through a filter', facts: { filter: 'lfs' }, code: 'filter', hint: '`lfs`' },
    {
      why: 'is changed, and filtered',
      facts: { filter: 'lfs', status: 'changed' },
      code: 'filter',
      hint: '`lfs`',
    },
    { why: 'is converted', facts: { encoding: 'UTF-16' }, code: 'encoding', hint: '`UTF-16`' },
    { why: 'is expanded', facts: { isIdent: true }, code: 'ident', hint: '`ident`' },
    { why: 'is ignored', facts: { status: 'ignored' }, code: 'ignored', hint: '.gitignore' },
    { why: 'lies in a submodule', facts: { submodule: 'lib' }, code: 'submodule', hint: '-C lib' },
    { why: 'lies behind a link', facts: { link: 'lib' }, code: 'link', hint: 'symbolic link' },
    {
      why: 'is not looked at',
      facts: { isAssumedUnchanged: true },
      code: 'assumed-unchanged',
      hint: '--no-assume-unchanged',
    },
    {
      why: 'is skipped',
      facts: { isSkipped: true, isAssumedUnchanged: true },
      code: 'skipped',
      hint: 'sparse-checkout',
    },
    { why: 'differs for no known reason', facts: {}, code: 'unknown', hint: '--renormalize' },
  ]
  test.each(rows)('because it $why', ({ code, facts, hint }) => {
    const cause = unrecordableCause({ ...file, ...facts })
    expect(cause?.code).toBe(code)
    if (cause === undefined) return
    const said = noticeText({ code: 'unrecordable', path: 'a.yaml', cause })
    expect(said).toContain(hint)
    expect(said).toContain('`a.yaml` cannot be recorded as applied')
    expect(said).toContain('--two-way')
  })
})

test('git tells each of these ways, and runs no filter for it', () =>
  withRepository({ 'lib/x.yaml': 'x\n' }, async (library) => {
    const id = await library.run('rev-parse', 'HEAD')
    await withRepository(
      {
        '.gitattributes':
          'filtered.yaml filter=rot\nexpanded.yaml ident\nlatin.yaml working-tree-encoding=ISO-8859-1\n',
        'below/.gitignore': 'ignored.yaml\nwhole/\n',
        ...Object.fromEntries(
          ['filtered', 'expanded', 'latin', 'assumed', 'skipped', 'changed', 'plain'].map(
            (name) => [`below/${name}.yaml`, `${name}\n`] as const,
          ),
        ),
      },
      async (it) => {
        await it.run('update-index', '--add', '--cacheinfo', `160000,${id},below/module`)
        const commit = await it
          .run('commit', '--quiet', '--message', 'A module')
          .then(() => it.run('rev-parse', 'HEAD'))
        await it.run('update-index', '--assume-unchanged', 'below/assumed.yaml')
        await it.run('update-index', '--skip-worktree', 'below/skipped.yaml')
        await it.run('config', 'filter.rot.clean', `echo ran >> '${it.folder}/ran'`)
        await it.write({
          'below/changed.yaml': 'other\n',
          'below/ignored.yaml': 'x\n',
          'below/whole/x.yaml': 'x\n',
          'below/new.yaml': 'x\n',
          'below/filtered.yaml': 'other\n',
        })
        const paths = [
          ...['filtered', 'expanded', 'latin', 'ignored', 'whole/x', 'module/x', 'assumed'],
          ...['skipped', 'changed', 'new', 'plain'],
        ].map((name) => `${name}.yaml`)
        const found = await (await it.opened({}, 'below')).inspectFiles(commit, paths)
        expect(found.map((each) => [each.path, unrecordableCause(each)?.code])).toEqual([
          ['filtered.yaml', 'filter'],
          ['expanded.yaml', 'ident'],
          ['latin.yaml', 'encoding'],
          ['ignored.yaml', 'ignored'],
          ['whole/x.yaml', 'ignored'],
          ['module/x.yaml', 'submodule'],
          ['assumed.yaml', 'assumed-unchanged'],
          ['skipped.yaml', 'skipped'],
          ['changed.yaml', undefined],
          ['new.yaml', undefined],
          ['plain.yaml', 'unknown'],
        ])
        expect(existsSync(`${it.folder}/ran`)).toBe(false)
      },
    )
  }))

longRunTest('an apply of such a file is refused, and a plan says so; `--two-way` applies it', () =>
  withFixture(gate('aaa'), async ({ repository, run, writes }) => {
    await repository.commit({ '.gitignore': '*.local.yaml\n' })
    await repository.write({ 'statsig/gates/bbb.local.yaml': 'id: bbb\nname: bbb\n' })
    const planned = await run('plan')
    expect([planned.code, planned.out]).toEqual([4, expect.stringContaining('git ignores')])
    expect(planned.out).not.toContain('In sync')
    const said = await run('apply --yes')
    expect([said.code, writes()]).toEqual([4, []])
    expect(said.err + said.out).toContain('`statsig/gates/bbb.local.yaml` cannot be recorded')
    const twoWay = await run('apply --yes --two-way')
    expect([twoWay.code, writes()]).toEqual([0, expect.arrayContaining(['POST /console/v1/gates'])])
    expect(twoWay.err).toContain('the commit holds another text of `statsig/gates/bbb.local.yaml`')
  }),
)

longRunTest('line ends that git converts do not count', () =>
  withFixture(
    { ...gate('aaa'), '.gitattributes': '*.yaml text eol=crlf\n' },
    async ({ repository, run }) => {
      await repository.run('rm', '--cached', '-r', '--quiet', 'statsig')
      await repository.run('add', '--all')
      await repository.remove('statsig')
      await repository.run('checkout', '--quiet', '--', 'statsig')
      expect((await run('apply --yes')).err).toBe('+ gate/aaa  created\n')
      expect((await run('plan')).out).toContain('In sync')
    },
  ),
)
