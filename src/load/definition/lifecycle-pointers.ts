// Checks the pointers of `lifecycle.sensitive` and `lifecycle.ignoreChanges`, and adds the alternative fields of each.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { join, overlaps, segments, toPattern, topLevelName } from '../../core/pointer.ts'
import { didYouMean } from '../../core/suggest.ts'
import type { Field, Fields } from '../../fields/field.ts'
import { identityMembers, type Kind } from '../../kinds/kind.ts'
import { kindWithArticle } from '../../kinds/kind-name.ts'
import type { Lifecycle, Positions } from '../../model/index.ts'

type LifecycleKey = 'sensitive' | 'ignoreChanges'

/** The pointers as written, and the pointers to the alternative fields that have the same value. */
export const withAlternatives = (
  { requirements = [] }: Kind,
  paths: readonly string[],
): readonly string[] => {
  const pairs = requirements.flatMap(({ needs }) =>
    needs.rule === 'same-value' ? [[needs.at, needs.alternative] as const] : [],
  )
  const others = paths.flatMap((path) =>
    pairs.flatMap(([at, alternative]) => [
      ...(isPathWithin(path, at) ? [alternative.slice(1)] : []),
      ...(isPathWithin(path, alternative) ? [at.slice(1)] : []),
    ]),
  )
  return [...new Set([...paths, ...others])]
}

/** Whether one of the two pointers is a prefix of the other. */
const isPathWithin = (path: string, place: string): boolean =>
  overlaps(segments(`/${path}`), segments(place))

export const lifecyclePointerFaults = (
  kind: Kind,
  { ignoreChanges = [], sensitive = [] }: Lifecycle,
  positions: Positions,
): readonly Diagnostic[] => [
  ...faultsOfKey(kind, 'sensitive', sensitive, positions),
  ...faultsOfKey(kind, 'ignoreChanges', ignoreChanges, positions),
]

const faultsOfKey = (
  kind: Kind,
  key: LifecycleKey,
  paths: readonly string[],
  positions: Positions,
): readonly Diagnostic[] =>
  paths.flatMap((path, index) => {
    const fault =
      unknownPointerFault(kind, path) ??
      (key === 'ignoreChanges' ? ignoreChangesFault(kind, path) : undefined)
    if (fault === undefined) return []
    const at = positions.value(join(`/lifecycle/${key}`, index))
    return [error('invalid-value', fault.message, { at, hint: fault.hint })]
  })

interface PointerFault {
  readonly message: string
  readonly hint?: string | undefined
}

/** The identity cannot be ignored, because it finds the resource; an index cannot, because items move. */
const ignoreChangesFault = (kind: Kind, path: string): PointerFault | undefined =>
  ['id', ...identityMembers(kind.identity)].includes(topLevelName(`/${path}`))
    ? {
        message: `\`${path}\` cannot be ignored: it identifies ${kindWithArticle(kind.kind)}.`,
        hint: 'Delete the line.',
      }
    : /\/\d+(\/|$)/.test(path)
      ? {
          message: `\`${path}\` names an item by its index, and indexes change.`,
          hint: `Write \`${toPattern(`/${path}`).slice(1)}\`: \`*\` matches every item.`,
        }
      : undefined

const unknownPointerFault = (kind: Kind, path: string): PointerFault | undefined => {
  const pathSegments = segments(`/${path}`)
  const unresolved = findUnresolved(kind.fields, pathSegments)
  if (unresolved === undefined) return undefined
  const { known, length } = unresolved
  const segment = pathSegments[length] ?? ''
  const resolvedPath = pathSegments.slice(0, length).join('/')
  const parent = resolvedPath === '' ? kindWithArticle(kind.kind) : `\`${resolvedPath}\``
  return {
    message: `\`${path}\` does not exist: ${parent} has no key \`${segment}\`.`,
    hint: unknownPointerHint(path, pathSegments, unresolved) ?? didYouMean(segment, known),
  }
}

const unknownPointerHint = (
  path: string,
  pathSegments: readonly string[],
  unresolved: UnresolvedPath,
): string | undefined => {
  if (path.startsWith('/')) return `Write \`${path.slice(1)}\`, without the leading slash.`
  const [beforeDot = ''] = (pathSegments[unresolved.length] ?? '').split('.')
  if (beforeDot !== pathSegments[unresolved.length] && unresolved.known.includes(beforeDot))
    return `Write \`${path.replaceAll('.', '/')}\`: separate the keys with \`/\`.`
  return unresolved.isList
    ? `Write \`${[...pathSegments.slice(0, unresolved.length), '*', ...pathSegments.slice(unresolved.length)].join('/')}\`: \`*\` matches every item.`
    : undefined
}

/** How many segments exist, and the keys that may follow them. */
interface UnresolvedPath {
  readonly length: number
  readonly known: readonly string[]
  /** The next segment must be an index or `*`. */
  readonly isList?: true
}

const findUnresolved = (
  fields: Fields,
  pathSegments: readonly string[],
  length = 0,
): UnresolvedPath | undefined => {
  const segment = pathSegments[length]
  if (segment === undefined) return undefined
  const field = Object.hasOwn(fields, segment) ? fields[segment] : undefined
  if (field === undefined) return { length, known: Object.keys(fields) }
  return findUnresolvedBelow(field, pathSegments, length + 1)
}

const findUnresolvedBelow = (
  field: Field,
  pathSegments: readonly string[],
  length: number,
): UnresolvedPath | undefined => {
  const segment = pathSegments[length]
  if (segment === undefined) return undefined
  switch (field.shape) {
    case 'record':
      return findUnresolved(field.fields, pathSegments, length)
    case 'variant': {
      if (segment === field.tag && pathSegments.length === length + 1) return undefined
      const all = Object.values(field.cases).map((fields) =>
        findUnresolved(fields, pathSegments, length),
      )
      return all.includes(undefined)
        ? undefined
        : all.find((unresolved) => unresolved !== undefined)
    }
    case 'list':
    case 'set':
      return /^(\*|\d+)$/.test(segment)
        ? findUnresolvedBelow(field.of, pathSegments, length + 1)
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
