// Pointers of `lifecycle`, such as those of `sensitive`: in every spelling of what they mean, and never to nothing.
import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Field, Fields } from '../../fields/field.ts'
import { identityMembers, type Kind } from '../../kinds/kind.ts'
import type { Lifecycle, Positions } from '../../model.ts'
import { join, overlaps, segments, topOf } from '../../pointer.ts'
import { didYouMean } from '../../suggest.ts'
import { aKind } from '../message-text.ts'

type Key = 'sensitive' | 'ignoreChanges'

/** The pointers as given, and those of the texts that say the same as what they point to. */
export const withTwins = (
  { requirements = [] }: Kind,
  given: readonly string[],
): readonly string[] => {
  const pairs = requirements.flatMap(({ needs }) =>
    needs.rule === 'same-value' ? [[needs.at, needs.twin] as const] : [],
  )
  const others = given.flatMap((path) =>
    pairs.flatMap(([at, twin]) => [
      ...(leadsInto(path, at) ? [twin.slice(1)] : []),
      ...(leadsInto(path, twin) ? [at.slice(1)] : []),
    ]),
  )
  return [...new Set([...given, ...others])]
}

/** Whether a path goes through a place, or ends above it. */
const leadsInto = (path: string, place: string): boolean =>
  overlaps(segments(`/${path}`), segments(place))

export const pointerFaults = (
  kind: Kind,
  { ignoreChanges = [], sensitive = [] }: Lifecycle,
  positions: Positions,
): readonly Diagnostic[] => [
  ...faultsIn(kind, 'sensitive', sensitive, positions),
  ...faultsIn(kind, 'ignoreChanges', ignoreChanges, positions),
]

const faultsIn = (
  kind: Kind,
  key: Key,
  given: readonly string[],
  positions: Positions,
): readonly Diagnostic[] =>
  given.flatMap((path, index) => {
    const fault =
      leadingNowhere(kind, path) ?? (key === 'ignoreChanges' ? ignored(kind, path) : undefined)
    if (fault === undefined) return []
    const at = positions.value(join(`/lifecycle/${key}`, index))
    return [error('invalid-value', fault.message, { at, hint: fault.hint })]
  })

interface Fault {
  readonly message: string
  readonly hint?: string | undefined
}

/** The words that a resource is known by find it: without them it would be another one. */
const ignored = (kind: Kind, path: string): Fault | undefined =>
  ['id', ...identityMembers(kind.identity)].includes(topOf(`/${path}`))
    ? {
        message: `\`${path}\` cannot be ignored: ${aKind(kind.kind)} is known by it.`,
        hint: 'Delete the line.',
      }
    : /\/\d+(\/|$)/.test(path)
      ? {
          message: `\`${path}\` names an item by its place, and places change.`,
          hint: `Write \`${path.replace(/\/\d+(?=\/|$)/g, '/*')}\`: \`*\` stands for every item.`,
        }
      : undefined

const leadingNowhere = (kind: Kind, path: string): Fault | undefined => {
  const way = segments(`/${path}`)
  const lost = lostIn(kind.fields, way)
  if (lost === undefined) return undefined
  const { known, length } = lost
  const segment = way[length] ?? ''
  const above = way.slice(0, length).join('/')
  const what = above === '' ? `${aKind(kind.kind)} has no key` : `\`${above}\` holds no`
  return {
    message: `\`${path}\` leads to nothing: ${what} \`${segment}\`.`,
    hint: hintFor(path, way, lost) ?? didYouMean(segment, known),
  }
}

const hintFor = (path: string, way: readonly string[], lost: Lost): string | undefined => {
  if (path.startsWith('/')) return `Write \`${path.slice(1)}\`, without the first slash.`
  const [dotted = ''] = (way[lost.length] ?? '').split('.')
  if (dotted !== way[lost.length] && lost.known.includes(dotted))
    return `Write \`${path.replaceAll('.', '/')}\`: a pointer has slashes.`
  return lost.isList
    ? `Write \`${[...way.slice(0, lost.length), '*', ...way.slice(lost.length)].join('/')}\`: \`*\` stands for any one item.`
    : undefined
}

/** How many segments lead somewhere, and what could have stood after them. */
interface Lost {
  readonly length: number
  readonly known: readonly string[]
  /** An item was to be named. */
  readonly isList?: true
}

const lostIn = (fields: Fields, way: readonly string[], length = 0): Lost | undefined => {
  const segment = way[length]
  if (segment === undefined) return undefined
  const field = Object.hasOwn(fields, segment) ? fields[segment] : undefined
  if (field === undefined) return { length, known: Object.keys(fields) }
  return lostBelow(field, way, length + 1)
}

const lostBelow = (field: Field, way: readonly string[], length: number): Lost | undefined => {
  const segment = way[length]
  if (segment === undefined) return undefined
  switch (field.shape) {
    case 'record':
      return lostIn(field.fields, way, length)
    case 'variant': {
      if (segment === field.tag && way.length === length + 1) return undefined
      const all = Object.values(field.cases).map((fields) => lostIn(fields, way, length))
      return all.includes(undefined) ? undefined : all.find((lost) => lost !== undefined)
    }
    case 'list':
    case 'set':
      return /^(\*|\d+)$/.test(segment)
        ? lostBelow(field.of, way, length + 1)
        : { length, known: [], isList: true }
    case 'opaque':
      return undefined
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
      return { length, known: [] }
  }
}
