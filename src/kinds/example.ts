// Builds the example of `explain`: a valid definition with the required fields and the field that is explained.

import { isJsonArray, isJsonObject, type JsonObject, pick } from '../core/json.ts'
import { topLevelName, valueAt } from '../core/pointer.ts'
import { type FieldPath, pathPointer } from '../fields/field-paths.ts'
import { orderMembers, sampleAt, sampleName, sampleRequired } from '../fields/sample/index.ts'
import { fileFieldOf } from './file-fields.ts'
import type { Kind } from './kind.ts'
import { requirementApplies, satisfyNeed } from './satisfy-requirement.ts'

/** The shortest definition that meets the kind's requirements and has the field, one that requires it first. */
export const exampleDefinition = (kind: Kind, place: FieldPath): JsonObject => {
  const requested = topLevelName(pathPointer(place))
  const examples = choiceCombinations(kind)
    .map((choices) => exampleWithChoices(kind, place, choices))
    .filter((members) => requested === '' || Object.hasOwn(members, requested))
  const rank = (members: JsonObject): number => {
    const isNeeded = (kind.requirements ?? []).some(
      (each) =>
        each.needs.rule !== 'absent' &&
        topLevelName(each.needs.at) === requested &&
        requirementApplies(each, members),
    )
    const isPresent = valueAt(members, pathPointer(place).replaceAll('*', '0')) !== undefined
    return JSON.stringify(members).length + (isNeeded ? 0 : 1_000_000) + (isPresent ? 0 : 2_000_000)
  }
  return examples.sort((a, b) => rank(a) - rank(b))[0] ?? exampleWithChoices(kind, place, {})
}

/** Every combination of the choices on which requirements depend. */
const choiceCombinations = ({ fields, requirements = [] }: Kind): readonly JsonObject[] =>
  [...new Set(requirements.flatMap(({ when }) => Object.keys(when).map(topLevelName)))].reduce<
    readonly JsonObject[]
  >(
    (combinations, name) => {
      const field = fields[name]
      if (field?.shape !== 'choice') return combinations
      const values = field.of.map((value): JsonObject => ({ [name]: value }))
      const options: readonly JsonObject[] = field.required ? values : [{}, ...values]
      return combinations.flatMap((combination) =>
        options.map((option) => ({ ...combination, ...option })),
      )
    },
    [{}],
  )

const exampleWithChoices = (kind: Kind, place: FieldPath, choices: JsonObject): JsonObject => {
  const { fields, identity } = kind
  const root = fileFieldOf(kind)
  const requested = sampleAt(root, kind.kind, place.steps, place.variantCase)
  const minimal = {
    ...(identity.by === 'id' && { id: 'example' }),
    ...sampleRequired(fields),
    ...choices,
    ...(isJsonObject(requested) ? pick(requested, (name) => name === place.steps[0]?.name) : {}),
    ...referencedItems(kind, place),
  }
  const complete = [...(kind.requirements ?? []), ...(kind.requirements ?? [])].reduce(
    (members: JsonObject, requirement) =>
      requirementApplies(requirement, members)
        ? satisfyNeed(kind, requirement.needs, members)
        : members,
    minimal,
  )
  return orderMembers(root.shape === 'record' ? root.fields : fields, complete)
}

/** The list with the item that the field refers to. */
const referencedItems = ({ fields }: Kind, { steps }: FieldPath): JsonObject => {
  const field = steps[0]?.field
  const list = field?.shape === 'item' ? fields[field.list] : undefined
  if (field?.shape !== 'item' || list?.shape !== 'list') return {}
  const items = sampleAt(list, field.list, [])
  const name = list.match?.name ?? 'name'
  return {
    [field.list]: isJsonArray(items)
      ? items.map((item) => (isJsonObject(item) ? { ...item, [name]: sampleName } : item))
      : [],
  }
}
