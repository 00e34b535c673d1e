// What may be applied unreviewed is decided by what an operation does, whatever its parts are called.
import { describe, expect, test } from 'vitest'
import { verdictOn } from '../../src/github-action/pull-request/approval-check.ts'
import { readInputs } from '../../src/io/actions/inputs.ts'
import { lexicon } from '../../src/kinds/registry.ts'
import { begin, finish } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { Desired, Live, Plan } from '../../src/model.ts'
import { plan } from '../../src/plan/index.ts'
import { liveFrom, resourceOf } from '../../src/resources/live.ts'
import { isDangerous, risksOf } from '../../src/summary/risk.ts'

const { settings } = readSettings(undefined)
const words = lexicon(settings.extraFields)

const variant = (name: string, passPercentage: number) => ({
  name,
  passPercentage,
  returnValue: { a: name.length },
})
const banner = (first: string, description: string) => ({
  id: 'banner',
  name: 'banner',
  description,
  isEnabled: true,
  rules: [
    {
      name: 'Everyone',
      passPercentage: 100,
      conditions: [{ type: 'public' }],
      returnValue: { a: 1 },
      variants: [variant(first, 50), variant('Green', 50)],
    },
  ],
})

const desiredFrom = (members: object): Desired =>
  finish(
    begin(
      [{ path: 'statsig/dynamic_configs/banner.yaml', text: JSON.stringify(members) }],
      settings,
    ),
    settings,
    [],
  ).desired

const live = (): Live => {
  const { kind } = words('dynamic_config')
  const raw = JSON.parse(JSON.stringify(banner('Red', 'Old words')))
  const resource = resourceOf(kind, 'dynamic_config', raw)
  return liveFrom(new Set(['dynamic_config']), resource ? [resource] : [])
}

const planFor = (members: object): Plan =>
  plan(desiredFrom(members), live(), { target: 'default', words, undeclared: 'refuse' }).plan

const asked: Readonly<Record<string, string>> = { command: 'apply', unreviewed: 'apply-safe' }
const verdict = (given: Plan) => {
  const read = readInputs((name) => asked[name])
  if ('faults' in read) throw new Error(read.faults.join(' '))
  return verdictOn(given, [], new Map(), read.inputs)
}

const names = ['Blue', 'Blue` is new: x', '` is new: ', '`rules[Everyone]` is new: y', 'Red2']

describe('apply-safe', () => {
  test.each(names)('refuses a variant that replaces another one and is called %j', (name) => {
    const given = planFor(banner(name, 'Old words'))
    expect(given.operations).toHaveLength(1)
    expect(given.operations.map(isDangerous)).toEqual([true])
    expect(risksOf(given).map(({ danger }) => danger)).toContain('anew')
    expect(verdict(given).plan.operations[0]?.refused).toEqual({ code: 'not-reviewed' })
  })

  test.each(names)('applies a description that says %j', (text) => {
    const given = planFor(banner('Red', `\`${text}\` is new: ${text}`))
    expect(given.operations).toHaveLength(1)
    expect(given.operations.map(isDangerous)).toEqual([false])
    expect(verdict(given).plan).toEqual(given)
    expect(verdict(given).stop).toBeUndefined()
  })
})
