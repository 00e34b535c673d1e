// A key that a file names for the first time, for every key of every kind: what people made in Statsig is kept until it
// is named or adopted, and where Statsig holds nothing, the file is written at once.
import { describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { topLevelName } from '../../src/core/pointer.ts'
import type { Field } from '../../src/fields/field.ts'
import { canonicalText, isCompared } from '../../src/fields/normalize.ts'
import { type KindName, kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { type Definition, isConflict, makeAddress } from '../../src/model/index.ts'
import type { AppliedState } from '../../src/plan/applied-state.ts'
import { diffThreeWay, type ThreeWayPlan } from '../../src/plan/resource/diff-three-way.ts'
import { createNameResolver } from '../../src/resources/name-resolver.ts'
import { randomizedTest as test } from '../support/long-run.ts'
import { identityIn } from '../support/samples/company.ts'
import { valuesOf } from '../support/samples/field.ts'
import { drawSamples, runFactor } from '../support/samples/random.ts'

interface Key {
  readonly kind: Kind<KindName>
  readonly name: string
  readonly field: Field
}

const keys = kinds.flatMap((kind): readonly Key[] =>
  Object.entries(kind.fields).flatMap(([name, field]) =>
    !isCompared(field) ||
    name === 'id' ||
    identityIn(kind).includes(name) ||
    field.sentIn === 'transition'
      ? []
      : [{ kind, name, field }],
  ),
)

const around = { names: () => ['one', 'two', 'three'], made: () => [{ name: 'one', type: 'a' }] }
const asWritten = (_: string, text: string): string => text
const asText = (field: Field, value: Json | undefined) => canonicalText(field, value, asWritten)

/** Pairs of different values of the field. */
const pairsOf = ({ field }: Key, salt: number): readonly (readonly [Json, Json])[] => {
  if (field.shape === 'item') return [['one', 'two']]
  const values = valuesOf(field, around, 'all')
  if (values === undefined) return []
  const drawn = drawSamples(values, 6 * runFactor, salt).filter((each) => each !== null)
  const [first] = drawn
  const other = drawn.find((each) => asText(field, each) !== asText(field, first))
  return first === undefined || other === undefined
    ? []
    : [
        [first, other],
        [other, first],
      ]
}

const planOf = (
  { field, kind, name }: Key,
  { file, live }: { readonly file: Json; readonly live: Json | undefined },
  options: Partial<AppliedState> = {},
): ThreeWayPlan => {
  const address = makeAddress(kind.kind, 'sample')
  const own: JsonObject = Object.fromEntries(identityIn(kind).map((each) => [each, 'sample']))
  const definition = (members: JsonObject): Definition => ({
    address,
    kind: kind.kind,
    members,
    lifecycle: {},
    positions: {
      key: () => ({ file: 'a', line: 1, column: 1 }),
      value: () => nowhere,
      spelling: () => undefined,
    },
    deferredFaults: [],
  })
  return diffThreeWay(
    {
      kind,
      definition: definition({ ...own, [name]: file }),
      live: {
        address,
        kind: kind.kind,
        pathId: 'sample',
        raw: { ...own, ...stateFor(field), ...(live !== undefined && { [name]: live }) },
      },
      // Every reference is to a resource that Statsig shows.
      names: { ...createNameResolver([], []), resolveName: (_kind, text) => text },
    },
    definition(own),
    {
      base: new Map(),
      onDrift: 'overwrite',
      overwrites: [],
      overwritesUnmanaged: () => false,
      prunePolicy: { mode: 'off', most: 1, percent: 1, findDeletionProof: () => undefined },
      ...options,
    },
  )
}
/** What the resource has to be for the field to have a route. */
const stateFor = ({ subResource }: Field): JsonObject => {
  const when = subResource?.write.by === 'add-remove' && subResource.write.variants[0]?.when
  return when ? { [when.member]: when.is } : {}
}
const nowhere = { file: 'a', line: 1, column: 1 }

const draftOf = ({ drafts }: ThreeWayPlan, name: string) =>
  drafts.find(({ edits }) => edits.some(({ pointer }) => topLevelName(pointer) === name))
const isHeld = ({ kept }: ThreeWayPlan, name: string): boolean =>
  kept.some(
    ({ cause, edits }) =>
      cause === 'not-yet-managed' && edits.some(({ pointer }) => topLevelName(pointer) === name),
  )

/** A flag that is off, and protects nobody, is off because nobody has turned it on. */
const isOffFlag = ({ field, kind, name }: Key, live: Json | undefined): boolean =>
  field.shape === 'flag' &&
  live === false &&
  field.default !== true &&
  kind.restrictive?.[`/${name}`] === undefined

describe.each(kinds.map((kind) => ({ kind, name: kind.kind })))('of a $name', ({ kind }) => {
  const own = keys.filter((each) => each.kind === kind)

  test('what Statsig holds is kept until an option names it', () => {
    const wrong = own.flatMap((key, index) =>
      pairsOf(key, index)
        .filter(([live]) => !isOffFlag(key, live) && !isNothing(key, live))
        .flatMap(([live, file]) => {
          const { name } = key
          const plan = planOf(key, { file, live })
          const draft = draftOf(plan, name)
          const isKept = draft === undefined ? isHeld(plan, name) : isConflict(draft.refusal)
          const overwrites = [{ address: makeAddress(kind.kind, 'sample'), fieldPath: name }]
          const named = planOf(key, { file, live }, { overwrites })
          const isWritten =
            draftOf(named, name)?.overwrites !== undefined && named.kept.length === 0
          return isKept && isWritten ? [] : [{ name, live, file, isKept, isWritten }]
        }),
    )
    expect(wrong).toEqual([])
  })

  test('where Statsig holds nothing, the file is written at once', () => {
    const wrong = own.flatMap((key, index) =>
      pairsOf(key, index).flatMap(([, file]) =>
        nothingsOf(key)
          .filter((live) => asText(key.field, live) !== asText(key.field, file))
          .flatMap((live) => {
            const plan = planOf(key, { file, live })
            const draft = draftOf(plan, key.name)
            const isWritten =
              draft !== undefined && !isConflict(draft.refusal) && plan.kept.length === 0
            return isWritten || isNothing(key, file) ? [] : [{ name: key.name, live, file }]
          }),
      ),
    )
    expect(wrong).toEqual([])
  })
})

/** What the API returns for a key that nobody has set. */
const nothingsOf = ({ field }: Key): readonly (Json | undefined)[] => {
  if (field.writeOnly === 'sometimes') return []
  const absent = [undefined, null, ...(field.default === undefined ? [] : [field.default])]
  switch (field.shape) {
    case 'text':
    case 'choice':
    case 'ref':
    case 'item':
      return [...absent, '']
    case 'set':
    case 'list':
      return field.emptyIsValue ? absent : [...absent, []]
    case 'record':
    case 'opaque':
      return [...absent, {}]
    case 'number':
    case 'flag':
    case 'variant':
      return absent
  }
}

const isNothing = (key: Key, value: Json): boolean =>
  nothingsOf(key).some((each) => asText(key.field, each) === asText(key.field, value))
