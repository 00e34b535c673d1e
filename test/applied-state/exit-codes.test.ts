// Every row of the table of exit codes, for each command that has it, in every format.
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { casesForRun, isLongRun } from '../support/long-run.ts'
import { type Files, type Fixture, gate, gates, withFixture } from './fixture.ts'

type Command = 'plan' | 'apply' | 'drift'
type Formats = Readonly<Record<Command, readonly string[]>>
const usualFormats: Formats = { plan: ['text'], apply: ['json'], drift: ['markdown'] }
/** The code does not depend on the format: the long run shows this for the formats that the usual run leaves out. */
const longFormats: Formats = { plan: ['json'], apply: ['text'], drift: ['text', 'json'] }

interface Case {
  readonly command: Command
  readonly formats: readonly string[]
}

interface Row {
  readonly code: number
  readonly when: string
  readonly commands: readonly Command[]
  readonly files?: Files
  readonly before?: (place: Fixture) => Promise<unknown>
  /** Appended to the command. */
  readonly options?: Partial<Record<Command, string>>
}

const all: readonly Command[] = ['plan', 'apply', 'drift']
const yes = { apply: ' --yes' }
const applied = async ({ run }: Fixture) => expect((await run('apply --yes')).code).toBe(0)
const drifted = async (place: Fixture) => {
  await applied(place)
  place.emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
}
const conflict = async (place: Fixture) => {
  await drifted(place)
  await place.repository.commit(gate('aaa', 'description: By file\n'))
}
const files = gate('aaa', 'description: From git\n')
const pruning = { ...gates(12), 'statsig.yaml': 'prune: archive\n' }

const rows: readonly Row[] = [
  {
    code: 64,
    when: 'options exclude each other',
    commands: all,
    options: {
      plan: ' --two-way --base HEAD',
      apply: ' --yes --two-way --base HEAD',
      drift: ' --two-way --base HEAD',
    },
  },
  { code: 64, when: 'there is nobody to ask', commands: ['apply'] },
  {
    code: 64,
    when: 'what is overwritten by name is not there',
    commands: ['plan', 'apply'],
    options: { plan: ' --overwrite gate/bbb', apply: ' --yes --overwrite gate/bbb' },
  },
  {
    code: 3,
    when: 'a definition is invalid',
    commands: all,
    files: gate('aaa', 'nme: A\n'),
    options: yes,
  },
  {
    code: 3,
    when: 'the settings are invalid',
    commands: all,
    files: { ...files, 'statsig.yaml': 'prune: perhaps\n' },
    options: yes,
  },
  {
    code: 4,
    when: 'the key is of another project',
    commands: all,
    files: { ...files, 'statsig.yaml': 'targets: { production: { project: another } }\n' },
    options: yes,
  },
  {
    code: 4,
    when: 'the file and Statsig are in conflict',
    commands: ['plan', 'apply'],
    before: conflict,
    options: yes,
  },
  {
    code: 4,
    when: 'a brake stops it',
    commands: ['plan', 'apply'],
    files: pruning,
    before: async (place) => {
      await applied(place)
      await place.repository.run(
        'rm',
        '--quiet',
        ...[0, 1, 2].map((each) => `statsig/gates/gate_00${each}.yaml`),
      )
      await place.repository.commit()
    },
    options: yes,
  },
  {
    code: 6,
    when: 'something is written and something else refused',
    commands: ['apply'],
    before: async (place) => {
      await conflict(place)
      await place.repository.commit(gate('bbb'))
    },
    options: yes,
  },
  {
    code: 5,
    when: 'something else was applied since the plan was saved',
    commands: ['apply'],
    before: async (place) => {
      await applied(place)
      await place.repository.commit(gate('bbb'))
      expect((await place.run('plan --out plan.json')).code).toBe(0)
      await place.repository.run('reset', '--quiet')
      await place.repository.commit(gate('ccc'))
      expect((await place.run('apply --yes')).code).toBe(0)
    },
    options: { apply: ' plan.json --yes' },
  },
  {
    code: 1,
    when: 'Statsig cannot be read',
    commands: all,
    before: async ({ emulator }) => {
      emulator.faults = [{ kind: '401' }]
    },
    options: yes,
  },
  {
    code: 1,
    when: 'what was applied cannot be pushed',
    commands: ['apply'],
    before: async (place) => {
      const origin = await place.repository.publish()
      // The beginning is accepted, and the end is not.
      const hook = '#!/bin/sh\ncase "$2" in *[!0]*) exit 1;; esac\n'
      await origin.write({ 'hooks/update': hook })
      await chmod(join(origin.root, 'hooks/update'), 0o755)
    },
    options: { apply: ' --yes --record-base' },
  },
  {
    code: 4,
    when: 'the beginning cannot be pushed',
    commands: ['apply'],
    before: async (place) => {
      await place.repository.publish()
      await place.repository.run('remote', 'set-url', 'origin', '/nowhere')
    },
    options: { apply: ' --yes --record-base' },
  },
  {
    code: 2,
    when: 'there is something to do',
    commands: ['plan'],
    options: { plan: ' --detailed-exitcode' },
  },
  { code: 2, when: 'something was changed in Statsig', commands: ['drift'], before: drifted },
  { code: 2, when: 'the file and Statsig are in conflict', commands: ['drift'], before: conflict },
  { code: 0, when: 'there is something to do', commands: ['plan', 'apply'], options: yes },
  {
    code: 0,
    when: 'drift is held',
    commands: ['plan', 'apply'],
    before: drifted,
    options: { plan: ' --detailed-exitcode', apply: ' --yes' },
  },
  { code: 0, when: 'all is as it was applied', commands: all, before: applied, options: yes },
]

const numbered = rows.map((row, index) => ({ ...row, isUsual: index % 2 === 0 }))
const rowsOfRun = isLongRun ? numbered : numbered.filter(({ isUsual }) => isUsual)

describe.each(rowsOfRun)(
  '$code: $when',
  ({ before, code, commands, files: own = files, isUsual, options = {} }) => {
    // What only reads can be asked in one format after another.
    const casesWith = (formats: Formats) =>
      commands.flatMap((command): readonly Case[] =>
        command === 'apply'
          ? formats[command].map((format) => ({ command, formats: [format] }))
          : [{ command, formats: formats[command] }],
      )
    const cases = casesForRun(casesWith(usualFormats), (_, index) => isUsual && index === 0)
    test.each(isLongRun ? [...cases, ...casesWith(longFormats)] : cases)(
      '$command --format $formats',
      async ({ command, formats: asked }) => {
        await withFixture(own, async (place) => {
          await before?.(place)
          for (const format of asked) {
            const said = await place.run(`${command}${options[command] ?? ''} --format ${format}`)
            expect([format, said.code], `${said.err}${said.out}`).toEqual([format, code])
            if (format !== 'json') continue
            if (said.out !== '')
              expect(JSON.parse(said.out)).toHaveProperty(
                said.out.includes('"outcomes"') ? 'plan' : 'version',
              )
            if (code !== 64) expect(said.out === '' && said.err === '').toBe(false)
          }
        })
      },
    )
  },
)
