// A merge is judged by what users get. So whatever decides that has to be part of the evaluation of its kind.
import { expect, test } from 'vitest'
import { topLevelName } from '../../src/core/pointer.ts'
import { evaluatedMembers } from '../../src/kinds/evaluation.ts'
import type { FieldEffect } from '../../src/kinds/field-effect.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'

const isAboutUsers: Readonly<Record<FieldEffect, boolean>> = {
  label: false,
  'changes-access': false,
  'changes-measurement': false,
  preserves: false,
  'changes-values': true,
  reassigns: true,
  'gains-and-loses': true,
  'any-of': true,
  'all-of': true,
  unknown: true,
}

/** With the reason why a merge cannot mix it with other changes. */
const notEvaluated: Readonly<Record<string, string>> = {
  'gate/releasePipelineID': 'It decides when a change is released, and not what the change is.',
  'dynamic_config/releasePipelineID': 'As above.',
  'experiment/layerID': 'Only a creation sets it.',
  'experiment/isSidecar': 'It is set where an editor made the experiment.',
  'param_store/targetAppIDs': 'Only a creation sets it.',
}

/** The unit is part of the salt of every percentage. */
const isUnit = (name: string): boolean => name === 'idType'

const membersOf = ({ effects, kind, restrictive = {} }: Kind): readonly string[] => [
  ...new Set(
    [
      ...Object.entries(effects).flatMap(([pointer, effect]) =>
        isAboutUsers[effect] ? [pointer] : [],
      ),
      ...Object.keys(restrictive),
    ]
      .map(topLevelName)
      .filter((name) => !isUnit(name) && !Object.hasOwn(notEvaluated, `${kind}/${name}`)),
  ),
]

test.each(kinds.map((kind: Kind) => [kind.kind, kind] as const))(
  'the evaluation of %s names every member that decides what users get',
  (_, kind) => {
    const evaluated = new Set((kind.evaluation ?? []).flatMap(evaluatedMembers))
    expect(membersOf(kind).filter((name) => !evaluated.has(name))).toEqual([])
    const ofResource = (kind.evaluation ?? []).filter(({ each }) => each === undefined)
    const named = ofResource.flatMap(evaluatedMembers)
    expect(named.filter((name) => !Object.hasOwn(kind.fields, name))).toEqual([])
  },
)

test('what is not evaluated is a member of its kind', () => {
  const known = new Set(
    kinds.flatMap((kind: Kind) => Object.keys(kind.fields).map((name) => `${kind.kind}/${name}`)),
  )
  expect(Object.keys(notEvaluated).filter((name) => !known.has(name))).toEqual([])
})
