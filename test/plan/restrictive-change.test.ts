// Which changes at the console are careful ones, told from what the file says and what is live.
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { type ItemChange, isRestrictive } from '../../src/plan/effects/restrictive-change.ts'

const all: readonly Kind[] = kinds
const careful = (
  name: string,
  pattern: string,
  said: Json | undefined,
  live: Json | undefined,
  item?: ItemChange,
): boolean => {
  const kind = all.find((each) => each.kind === name)
  if (kind === undefined) throw new Error(`There is no kind ${name}.`)
  return isRestrictive(kind, pattern, said, live, item)
}

type Row = readonly [
  kind: string,
  pattern: string,
  said: Json | undefined,
  live: Json | undefined,
  careful: boolean,
]

describe('single values', () => {
  test.each<Row>([
    ['gate', '/isEnabled', true, false, true],
    ['gate', '/isEnabled', false, true, false],
    ['gate', '/isEnabled', true, undefined, true],
    ['gate', '/rules/*/passPercentage', 50, 10, true],
    ['gate', '/rules/*/passPercentage', 10, 50, false],
    ['gate', '/rules/*/passPercentage', 10, undefined, false],
    ['gate', '/rules/2/passPercentage', 50, 10, true],
    ['gate', '/rules/*/environments', undefined, ['staging'], true],
    ['gate', '/rules/*/environments', undefined, [], true],
    ['gate', '/rules/*/environments', null, [], true],
    ['gate', '/rules/*/environments', ['staging'], [], true],
    ['segment', '/rules/*/environments', undefined, [], true],
    ['dynamic_config', '/rules/*/environments', undefined, [], true],
    ['release_pipeline', '/phases/*/rules/*/environments', undefined, [], true],
    ['gate', '/rules/*/conditions', [], [{ type: 'public' }], true],
    ['gate', '/description', 'a', 'b', false],
    ['gate', '/name', 'a', 'b', false],
    ['dynamic_config', '/isEnabled', true, false, true],
    // Left out in the file, the share of a rule is all of its users.
    ['dynamic_config', '/rules/*/passPercentage', undefined, 20, true],
    ['dynamic_config', '/rules/*/variants/*/passPercentage', 50, 0, true],
    ['dynamic_config', '/defaultValue', { a: 1 }, { a: 2 }, false],
    ['experiment', '/status', 'active', 'abandoned', true],
    ['experiment', '/status', 'active', 'decision_made', true],
    ['experiment', '/status', 'setup', 'active', true],
    ['experiment', '/allocation', 100, 20, true],
    ['experiment', '/allocation', 20, 100, false],
    ['experiment', '/groups/*/disabled', undefined, true, true],
    ['experiment', '/groups/*/disabled', true, undefined, false],
    ['experiment', '/groups/*/size', 50, 10, false],
    ['experiment', '/targetingGateID', null, 'some_gate', true],
    ['holdout', '/isEnabled', false, true, true],
    ['holdout', '/isEnabled', true, false, false],
    ['holdout', '/passPercentage', 1, 5, true],
    ['holdout', '/passPercentage', 5, 1, false],
    ['release_pipeline', '/phases/*/requiredReview', false, true, true],
    ['release_pipeline', '/phases/*/timeIntervalMs', 5, 10, true],
    ['release_pipeline', '/phases/*/timeIntervalMs', 10, 5, false],
    ['alert', '/alertThreshold', 5, 10, false],
    ['param_store', '/parameters', [1], [], false],
  ])('%s%s from %j to %j: %s', (kind, pattern, said, live, expected) => {
    expect(careful(kind, pattern, said, live)).toBe(expected)
  })
})

describe('sets', () => {
  test.each<Row>([
    ['segment', '/ids', ['a', 'b'], ['a'], true],
    ['segment', '/ids', ['a'], ['a', 'b'], false],
    ['segment', '/ids', ['a'], ['b'], true],
    ['segment', '/ids', ['b', 'a'], ['a', 'b'], false],
    ['segment', '/ids', ['a'], undefined, true],
    ['gate', '/overrides/passingUserIDs', ['a'], [], true],
    ['gate', '/overrides/passingUserIDs', undefined, ['a'], false],
    ['gate', '/overrides/failingUserIDs', [], ['a'], true],
    ['gate', '/overrides/failingUserIDs', ['a'], [], false],
    ['gate', '/overrides/environmentOverrides', [], [{ passingIDs: ['a'] }], true],
    ['holdout', '/gateIDs', ['a'], ['a', 'b'], true],
    ['holdout', '/gateIDs', ['a', 'b'], ['a'], false],
  ])('%s%s from %j to %j: %s', (kind, pattern, said, live, expected) => {
    expect(careful(kind, pattern, said, live)).toBe(expected)
  })
})

describe('whole items', () => {
  const ruleOf = (passPercentage?: number): Json => ({
    name: 'A rule',
    conditions: [],
    ...(passPercentage !== undefined && { passPercentage }),
  })
  test.each<readonly [string, string, Json, ItemChange, boolean]>([
    ['gate', '/rules/*', ruleOf(50), 'removed', true],
    ['gate', '/rules', ruleOf(50), 'removed', true],
    ['gate', '/rules/3', ruleOf(50), 'removed', true],
    ['gate', '/rules/*', ruleOf(0), 'removed', false],
    ['gate', '/rules/*', ruleOf(50), 'added', false],
    ['gate', '/rules/*', ruleOf(0), 'added', true],
    ['segment', '/rules/*', ruleOf(1), 'removed', true],
    ['dynamic_config', '/rules/*', ruleOf(), 'removed', true],
    ['dynamic_config', '/rules/*', ruleOf(), 'added', false],
    ['dynamic_config', '/rules/*', ruleOf(0), 'added', true],
    ['release_pipeline', '/phases/*', { name: 'A phase' }, 'added', true],
    ['release_pipeline', '/phases/*', { name: 'A phase' }, 'removed', false],
    ['release_pipeline', '/phases/*/rules/*', ruleOf(), 'removed', true],
    ['release_pipeline', '/phases/*/rules/*', ruleOf(), 'added', false],
    ['experiment', '/groups/*', { name: 'A group', disabled: true }, 'added', false],
    ['experiment', '/overrides/userIDOverrides/*', { ids: ['a'] }, 'added', true],
    ['gate', '/monitoringMetrics/*', { name: 'a' }, 'removed', false],
  ])('%s%s: %j %s: %s', (kind, pattern, item, side, expected) => {
    const [said, live] = side === 'removed' ? [item, undefined] : [undefined, item]
    expect(careful(kind, pattern, said, live, side)).toBe(expected)
  })
})

describe('above and below the places that are named', () => {
  test.each<Row>([
    ['gate', '/overrides', { failingUserIDs: [] }, { failingUserIDs: ['a'] }, true],
    ['gate', '/overrides', { failingUserIDs: ['a'] }, { failingUserIDs: [] }, false],
    ['gate', '/overrides', { passingUserIDs: ['a'] }, undefined, true],
    ['gate', '/overrides', {}, { environmentOverrides: [] }, false],
    ['gate', '', { isEnabled: true }, { isEnabled: false }, true],
    ['gate', '', { isEnabled: false, name: 'a' }, { isEnabled: true, name: 'b' }, false],
    [
      'gate',
      '/rules',
      [
        { name: 'a', passPercentage: 5 },
        { name: 'b', passPercentage: 9 },
      ],
      [
        { name: 'b', passPercentage: 1 },
        { name: 'a', passPercentage: 5 },
      ],
      true,
    ],
    [
      'gate',
      '/rules',
      [{ name: 'a', passPercentage: 5 }],
      [
        { name: 'a', passPercentage: 5 },
        { name: 'b', passPercentage: 9 },
      ],
      false,
    ],
    ['gate', '/rules', [{ name: 'a', passPercentage: 5 }], [], true],
    ['gate', '/rules', [{ name: 'a', passPercentage: 0 }], [], false],
    // Their order alone, told by their names, says nothing of who gets in.
    ['gate', '/rules', ['a', 'b'], ['b', 'a'], false],
    ['layer', '/overrides/idOverrides', [], [{ ids: ['a'] }], true],
    ['layer', '/overrides/idOverrides/*/ids', ['a'], ['b'], true],
    ['layer', '/parameters', [], [], false],
  ])('%s%s from %j to %j: %s', (kind, pattern, said, live, expected) => {
    expect(careful(kind, pattern, said, live)).toBe(expected)
  })
})

test.each(all.filter(({ restrictive }) => restrictive === undefined).map(({ kind }) => kind))(
  'nothing of %s takes users away',
  (kind) => {
    expect(careful(kind, '', { name: 'a' }, undefined)).toBe(false)
  },
)

test.each(all.filter(({ restrictive }) => restrictive !== undefined).map(({ kind }) => kind))(
  'what is the same in %s is no change',
  (kind) => {
    const whole: Json = {
      isEnabled: true,
      rules: [{ name: 'a', passPercentage: 5 }],
      overrides: {},
    }
    expect(careful(kind, '', whole, whole)).toBe(false)
  },
)
