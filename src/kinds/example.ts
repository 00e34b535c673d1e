// A definition that shows a place of a kind: what it cannot do without, and the one thing that was asked about.
import { type Place, pointerOf } from '../fields/field-paths.ts'
import { inOrder, requiredIn, sampleAt, sampleName } from '../fields/sample/index.ts'
import { isList, isMembers, type Members, pick } from '../json.ts'
import { topOf, valueAt } from '../pointer.ts'
import { wholeOf } from './file-fields.ts'
import type { Kind } from './kind.ts'
import { applies, meeting } from './satisfy-requirement.ts'

/** Of all definitions that meet the kind's requirements, the one that says most about the place with the fewest words. */
export const exampleOf = (kind: Kind, place: Place): Members => {
  const asked = topOf(pointerOf(place))
  const made = decisions(kind)
    .map((decided) => exampleWith(kind, place, decided))
    .filter((members) => asked === '' || Object.hasOwn(members, asked))
  const rank = (members: Members): number => {
    const isNeeded = (kind.requirements ?? []).some(
      (each) =>
        each.needs.rule !== 'absent' && topOf(each.needs.at) === asked && applies(each, members),
    )
    const isThere = valueAt(members, pointerOf(place).replaceAll('*', '0')) !== undefined
    return JSON.stringify(members).length + (isNeeded ? 0 : 1_000_000) + (isThere ? 0 : 2_000_000)
  }
  return made.sort((a, b) => rank(a) - rank(b))[0] ?? exampleWith(kind, place, {})
}

/** The words on which requirements depend, each way that they may be chosen. */
const decisions = ({ fields, requirements = [] }: Kind): readonly Members[] =>
  [...new Set(requirements.flatMap(({ when }) => Object.keys(when).map(topOf)))].reduce<
    readonly Members[]
  >(
    (before, name) => {
      const field = fields[name]
      if (field?.shape !== 'choice') return before
      const values = field.of.map((value): Members => ({ [name]: value }))
      const ways: readonly Members[] = field.required ? values : [{}, ...values]
      return before.flatMap((one) => ways.map((way) => ({ ...one, ...way })))
    },
    [{}],
  )

const exampleWith = (kind: Kind, place: Place, decided: Members): Members => {
  const { fields, identity } = kind
  const root = wholeOf(kind)
  const asked = sampleAt(root, kind.kind, place.links, place.chosen)
  const least = {
    ...(identity.by === 'id' && { id: 'example' }),
    ...requiredIn(fields),
    ...decided,
    ...(isMembers(asked) ? pick(asked, (name) => name === place.links[0]?.name) : {}),
    ...namedItems(kind, place),
  }
  const whole = [...(kind.requirements ?? []), ...(kind.requirements ?? [])].reduce(
    (members: Members, requirement) =>
      applies(requirement, members) ? meeting(kind, requirement.needs, members) : members,
    least,
  )
  return inOrder(root.shape === 'record' ? root.fields : fields, whole)
}

/** A list with the item that the place refers to. */
const namedItems = ({ fields }: Kind, { links }: Place): Members => {
  const field = links[0]?.field
  const list = field?.shape === 'item' ? fields[field.list] : undefined
  if (field?.shape !== 'item' || list?.shape !== 'list') return {}
  const items = sampleAt(list, field.list, [])
  const name = list.match?.name ?? 'name'
  return {
    [field.list]: isList(items)
      ? items.map((item) => (isMembers(item) ? { ...item, [name]: sampleName } : item))
      : [],
  }
}
