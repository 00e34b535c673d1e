// Members called `…Name` that take an id, and members called `…ID` that take a name: Statsig calls both by either word, so
// that each is listed here with what requests send.
import { expect } from 'vitest'
import type { Field, Fields } from '../../src/fields/field.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const isNamed = /(name|Name|ID|IDs)$/

/** What a request sends for the reference. */
const sentFor = (field: Field, kindOf: (name: string) => Kind | undefined): string | undefined => {
  switch (field.shape) {
    case 'item':
      return field.by === 'name' ? 'the name of an item' : 'the id of an item'
    case 'ref': {
      if (field.by !== undefined) return 'the id'
      const identity = kindOf(field.to)?.identity
      return identity?.by === 'id' ? 'the id' : 'the name'
    }
    case 'set':
    case 'list':
      return sentFor(field.of, kindOf)
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'record':
    case 'variant':
    case 'opaque':
      return undefined
  }
}

const all = kinds as readonly Kind[]

const referencesOf = (fields: Fields, at: string): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const sent = isNamed.test(name)
      ? sentFor(field, (wanted) => all.find(({ kind }) => kind === wanted))
      : undefined
    return [...(sent ? [`${at}/${name}: ${sent}`] : []), ...nestedOf(field, `${at}/${name}`)]
  })

const nestedOf = (field: Field, at: string): readonly string[] => {
  if (field.shape === 'set' || field.shape === 'list') return nestedOf(field.of, at)
  if (field.shape === 'record') return referencesOf(field.fields, at)
  return field.shape === 'variant'
    ? Object.values(field.cases).flatMap((fields) => referencesOf(fields, at))
    : []
}

test('what is sent for a member is what Statsig takes, whatever the member is called', () => {
  const found = [...new Set(all.flatMap(({ fields, kind }) => referencesOf(fields, kind)))]
  const unlike = found.filter((each) => {
    const [member = '', sent = ''] = each.split(': ')
    return /IDs?$/.test(member) ? sent.includes('name') : sent.includes('id')
  })
  expect(unlike.toSorted()).toMatchInlineSnapshot(`
    [
      "assignment_source/idTypeMapping/statsigUnitID: the name",
      "autotune/linkedExperimentName: the id",
      "autotune/metricSourceID: the name",
      "autotune/overrides/overrides/groupID: the name of an item",
      "autotune/overrides/userIDOverrides/groupID: the name of an item",
      "dynamic_config/rules/conditions/customID: the name",
      "entity_property_source/idTypeMapping/statsigUnitID: the name",
      "experiment/overrides/overrides/groupID: the name of an item",
      "experiment/overrides/userIDOverrides/groupID: the name of an item",
      "gate/overrides/environmentOverrides/unitID: the name",
      "gate/rules/conditions/customID: the name",
      "holdout/overrides/environmentOverrides/unitID: the name",
      "layer/overrides/conditionalOverrides/experimentName: the id",
      "layer/overrides/conditionalOverrides/name: the id",
      "layer/overrides/idOverrides/experimentName: the id",
      "metric_source/idTypeMapping/statsigUnitID: the name",
      "param_store/parameters/config_name: the id",
      "param_store/parameters/experiment_name: the id",
      "param_store/parameters/gate_name: the id",
      "param_store/parameters/layer_name: the id",
      "qualifying_event/idTypeMapping/statsigUnitID: the name",
      "release_pipeline/phases/rules/conditions/customID: the name",
      "segment/rules/conditions/customID: the name",
    ]
  `)
})
