// Finds what the creation of a resource does: code that already asks for it gets it at once.
import type { JsonObject } from '../../core/json.ts'
import { type Pointer, placesOf, segments, valueAt } from '../../core/pointer.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { RestrictiveDirection } from '../../kinds/restrictive-direction.ts'
import type { Effect, EffectType } from '../../reasons/effect.ts'

export const creationEffect = (kind: Kind, members: JsonObject): Effect => {
  const { type, share } = createdReach(kind, members)
  return { type, pointer: '', label: '', share }
}

type Reach = { readonly type: EffectType; readonly share: number }

const noUsers: Reach = { type: 'label', share: 0 }

const createdReach = (kind: Kind, members: JsonObject): Reach => {
  if (kind.effects[''] === 'changes-access') return { type: 'changes-access', share: 100 }
  // It begins with a start, which is an operation of its own.
  if (kind.statusMachine !== undefined) return noUsers
  if (Object.values(kind.effects).includes('changes-values'))
    return { type: 'changes-values', share: 100 }
  const share = largestShare(kind, members)
  if (isSwitchedOn(kind, members, 'off') && share > 0) return { type: 'switches-on', share }
  if (isSwitchedOn(kind, members, 'on') && share > 0) return { type: 'loses', share }
  return noUsers
}

/** Whether a switch of the resource, which restricts users in this direction, is on. Left out, Statsig may switch it on. */
const isSwitchedOn = (kind: Kind, members: JsonObject, restricts: 'off' | 'on'): boolean =>
  placesWith(kind, [restricts]).some((place) => {
    const [name = '', ...inner] = segments(place)
    const isOnByDefault = kind.reviews?.createdOff?.[name] === false
    return inner.length === 0 && (valueAt(members, place) ?? isOnByDefault) === true
  })

const largestShare = (kind: Kind, members: JsonObject): number =>
  Math.max(
    0,
    ...placesWith(kind, ['lower', 'higher'])
      .flatMap((pattern) => placesOf(members, pattern))
      .map((place) => valueAt(members, place))
      .filter((share) => typeof share === 'number'),
  )

const placesWith = (
  { restrictive = {} }: Kind,
  directions: readonly RestrictiveDirection[],
): readonly Pointer[] =>
  Object.entries(restrictive).flatMap(([place, direction]) =>
    directions.includes(direction) ? [place] : [],
  )
