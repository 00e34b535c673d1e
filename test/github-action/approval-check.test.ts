// Whether an operation may be applied unreviewed depends on what it does, not on names or texts in it.
import { describe, expect, test } from 'vitest'
import { decideApproval } from '../../src/github-action/pull-request/approval-check.ts'
import { readInputs } from '../../src/io/actions/inputs.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { assembleDesiredState, loadFiles } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { DesiredState, LiveState, Plan } from '../../src/model/index.ts'
import { needsReview } from '../../src/plan/guards/run.ts'
import { plan } from '../../src/plan/index.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { risksOf } from '../../src/summary/risk.ts'
import { effectCases, planOfChange } from '../plan/effect-cases.ts'

const { settings } = readSettings(undefined)
const words = createKindRegistry(settings.extraFields)

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

const desiredFrom = (members: object): DesiredState =>
  assembleDesiredState(
    loadFiles(
      [{ path: 'statsig/dynamic_configs/banner.yaml', text: JSON.stringify(members) }],
      settings,
    ),
    settings,
    [],
  ).desired

const live = (): LiveState => {
  const { kind } = words('dynamic_config')
  const raw = JSON.parse(JSON.stringify(banner('Red', 'Old words')))
  const resource = toResource(kind, 'dynamic_config', raw)
  return createLiveState(new Set(['dynamic_config']), resource ? [resource] : [])
}

const planFor = (members: object): Plan =>
  plan(desiredFrom(members), live(), { target: 'default', registry: words, undeclared: 'refuse' })
    .plan

const asked: Readonly<Record<string, string>> = { command: 'apply', unreviewed: 'apply-safe' }
const verdict = (given: Plan) => {
  const read = readInputs((name) => asked[name])
  if ('faults' in read) throw new Error(read.faults.join(' '))
  return decideApproval(given, [], new Map(), read.inputs)
}

const names = ['Blue', 'Blue` is new: x', '` is new: ', '`rules[Everyone]` is new: y', 'Red2']

describe('apply-safe', () => {
  test.each(effectCases)('decides by the effects alone: %s', (_, kind, before, change, effects) => {
    const given = planOfChange(kind, before, change)
    const isLabel = effects.every((each) => each.startsWith('label'))
    expect(verdict(given).plan.operations.map(({ refusal }) => refusal)).toEqual(
      given.operations.map(() => (isLabel ? undefined : { code: 'not-reviewed' })),
    )
  })

  test.each(names)('refuses a variant that replaces another one and is called %j', (name) => {
    const given = planFor(banner(name, 'Old words'))
    expect(given.operations).toHaveLength(1)
    expect(given.operations.map(needsReview)).toEqual([true])
    expect(risksOf(given).map(({ kind }) => kind)).toContain('reassigns')
    expect(verdict(given).plan.operations[0]?.refusal).toEqual({ code: 'not-reviewed' })
  })

  test.each(names)('applies a description that says %j', (text) => {
    const given = planFor(banner('Red', `\`${text}\` is new: ${text}`))
    expect(given.operations).toHaveLength(1)
    expect(given.operations.map(needsReview)).toEqual([false])
    expect(verdict(given).plan).toEqual(given)
    expect(verdict(given).stop).toBeUndefined()
  })
})
