// `action.yml` has the inputs and outputs of the code. `vitest --update` writes it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import pkg from '../../package.json' with { type: 'json' }
import { inputs } from '../../src/io/actions/input-table.ts'
import { outputs } from '../../src/io/actions/outputs.ts'
import { actionYml } from '../support/action-yml.ts'

const metadata = (): Record<string, unknown> => parse(readFileSync('action.yml', 'utf8'))

test('action.yml is written from the tables', async () => {
  await expect(actionYml()).toMatchFileSnapshot('../../action.yml')
})

test('GitHub reads the inputs as the tables have them', () => {
  const read = inputs.map((input) => [
    input.name,
    {
      description: input.doc,
      ...('isRequired' in input ? { required: true } : { required: false, default: input.default }),
      ...('deprecation' in input && { deprecationMessage: input.deprecation }),
    },
  ])
  expect(metadata()['inputs']).toEqual(Object.fromEntries(read))
})

test('GitHub reads the outputs as the tables have them', () => {
  const read = outputs.map(({ name, doc }) => [name, { description: doc }])
  expect(metadata()['outputs']).toEqual(Object.fromEntries(read))
})

test('an old name warns, and names the input to use instead', () => {
  const deprecated = inputs.flatMap((input) =>
    'deprecation' in input ? [[input.name, input.deprecation]] : [],
  )
  expect(deprecated).toEqual([['take-over', 'Use `overwrite-unmanaged`.']])
})

test('names are in small letters with hyphens, and none comes twice', () => {
  for (const names of [inputs, outputs].map((all) => all.map(({ name }) => name))) {
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  }
})

test('each input and each output is explained in full sentences', () => {
  const all = [...inputs, ...outputs]
  expect(all.filter(({ doc }) => !/^[A-Z`].*\.$/.test(doc))).toEqual([])
})

test('the marketplace takes the name, the description and the icon', () => {
  const { name, description, branding } = metadata()
  expect(name).toBe(pkg.name)
  expect(String(description).length).toBeLessThanOrEqual(125)
  expect(branding).toEqual({ icon: 'git-pull-request', color: 'blue' })
})

test('GitHub runs the bundle that is built and packed', () => {
  expect(metadata()['runs']).toEqual({ using: 'node24', main: 'dist/action.js' })
  expect(pkg.files).toContain('action.yml')
  expect(pkg.files).toContain('dist/action.js')
  expect(pkg.files).toContain('dist/action-work.js')
})
