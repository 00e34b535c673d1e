// Where two lists differ whose items are known by more than their place.
import { type Json, member } from '../../json.ts'
import { join, type Pointer } from '../../pointer.ts'
import type { Difference, Place } from '../difference.ts'
import type { Field } from '../field.ts'
import { type ListField, pairsIn } from '../list-pairs.ts'
import type { Pairs } from '../match-items.ts'
import type { Frozen } from '../mutability.ts'
import { type Canonical, normal } from '../normalize.ts'

type Between = (
  field: Field,
  live: Json | undefined,
  wanted: Json | undefined,
  place: Place,
  names: Canonical,
) => readonly Difference[]

export const inList = (
  field: ListField,
  live: readonly Json[],
  wanted: readonly Json[],
  place: Place,
  names: Canonical,
  between: Between,
): readonly Difference[] => {
  const pairs = pairsIn(field, live, wanted, names)
  const kept = new Set(pairs.values())
  const isGone = (index: number) => !kept.has(index) && !(field.shape === 'set' && field.kept)
  const gone = live.filter((_, index) => isGone(index))
  const key = (field.shape === 'set' ? field.key : field.match?.name) ?? ''
  const whole = (item: Json, at: Place, side: 'added' | 'removed'): Difference => {
    const shown = normal(field.of, item, names) ?? item
    const stays = field.frozen && !(side === 'added' && field.frozen.may === 'add')
    const isTwin = side === 'added' && isRespelt(field, item, live)
    return {
      edit: {
        pointer: at.pointer,
        label: at.label,
        item: side,
        ...(side === 'added' ? { after: shown } : { before: shown }),
      },
      pattern: at.pattern,
      ...(stays && field.frozen && { frozen: field.frozen }),
      ...(isTwin && { frozen: respelt }),
      ...(side === 'added' &&
        gone.length > 0 &&
        field.shape === 'list' &&
        field.match && { lost: field.match.lost }),
    }
  }
  const placeOf = (items: readonly Json[], index: number, pointer: Pointer): Place => ({
    pointer,
    pattern: join(place.pattern, '*'),
    label: `${place.label}[${nameOf(items, index, key)}]`,
  })
  return [
    ...wanted.flatMap((item, index) => {
      const at = placeOf(wanted, index, join(place.pointer, index))
      const pair = pairs.get(index)
      return pair === undefined
        ? [whole(item, at, 'added')]
        : between(field.of, live[pair], item, at, names)
    }),
    ...live.flatMap((item, index) =>
      isGone(index) ? [whole(item, placeOf(live, index, place.pointer), 'removed')] : [],
    ),
    ...(field.shape === 'list' ? orderOf(field, live, wanted, pairs, key, place) : []),
  ]
}

/** Where what the file leaves out stays, another spelling of a name would stand beside the first. */
const isRespelt = (field: ListField, item: Json, live: readonly Json[]): boolean => {
  if (field.shape !== 'set' || !field.kept || field.key === undefined) return false
  const { key } = field
  const lower = (each: Json) => String(member(each, key)).toLowerCase()
  return live.some((each) => lower(each) === lower(item))
}

const respelt: Frozen = {
  reason: 'Statsig has it in other capitals, and both would be there',
  hint: 'Write the name as Statsig does.',
}

const orderOf = (
  field: Field,
  live: readonly Json[],
  wanted: readonly Json[],
  pairs: Pairs,
  key: string,
  place: Place,
): readonly Difference[] => {
  const now = [...pairs].sort(([a], [b]) => a - b).map(([, liveIndex]) => liveIndex)
  const was = [...now].sort((a, b) => a - b)
  if (now.every((index, position) => index === was[position])) return []
  const named = (indexes: readonly number[]) => indexes.map((index) => nameOf(live, index, key))
  return [
    {
      edit: {
        pointer: place.pointer,
        label: `${place.label} (order)`,
        item: 'order',
        before: named(was),
        after: [...pairs].sort(([a], [b]) => a - b).map(([index]) => nameOf(wanted, index, key)),
      },
      pattern: place.pattern,
      ...(field.frozen && { frozen: field.frozen }),
    },
  ]
}

/** An item's name; the second of two equal names is `Staff#2`. */
const nameOf = (items: readonly Json[], index: number, key: string): string => {
  const name = String(member(items[index], key) ?? index)
  const nth = items.slice(0, index).filter((item) => String(member(item, key)) === name).length
  return nth === 0 ? name : `${name}#${nth + 1}`
}
