// Reports names of items that neither the files nor Statsig have: a rule for an environment that is misspelt applies
// nowhere. It is a warning where Statsig has the name in the same resource, or where it may be right: where a client may send
// it, and where only the case of its letters differs, since Statsig does not say whether that counts.
import { type Diagnostic, error, note, warning } from '../../core/diagnostic.ts'
import { didYouMean } from '../../core/suggest.ts'
import type { ListItemKind } from '../../fields/field-options.ts'
import { itemNames, type NamedItem, namedItemsIn, rememberNames } from '../../fields/named-items.ts'
import { isKindName } from '../../kinds/index.ts'
import type { Definition } from '../../model/index.ts'
import type { PlanContext } from '../plan-context.ts'

interface Found {
  readonly definition: Definition
  readonly item: NamedItem
}

export const unknownItemDiagnostics = (context: PlanContext): readonly Diagnostic[] => {
  const { desired, live, registry } = context
  const found = [...desired.values()].flatMap((definition): readonly Found[] =>
    definition.lifecycle.retired
      ? []
      : namedItemsIn(registry(definition.kind).root, definition.members).map((item) => ({
          definition,
          item,
        })),
  )
  const namesOf = rememberNames((of) => knownNames(of, context))
  const isUnchecked = ({ item: { of } }: Found) =>
    isKindName(of.kind) && live.unreadableKinds.has(of.kind)
  return [
    ...uncheckedNotes(found.filter(isUnchecked)),
    ...found.flatMap((each) =>
      isUnchecked(each) ? [] : unknownItemDiagnostic(each, namesOf(each.item.of), context),
    ),
  ]
}

/** One note for all. */
const uncheckedNotes = ([first, ...others]: readonly Found[]): readonly Diagnostic[] => {
  if (first === undefined) return []
  const { definition, item } = first
  const count = others.length > 0 ? `, and ${others.length} more, are` : ' is'
  return [
    note(
      'unreadable-value',
      `This key cannot read the ${item.of.noun}s of the project: \`${item.name}\`${count} not checked.`,
      { at: definition.positions.value(item.pointer) },
    ),
  ]
}

const unknownItemDiagnostic = (
  { definition, item }: Found,
  known: ReadonlySet<string> | undefined,
  context: PlanContext,
): readonly Diagnostic[] => {
  const { name, of, pointer } = item
  if (known === undefined || known.has(name)) return []
  const isInLive = liveNames(definition, of, context).has(name)
  const isOtherCase = [...known].some((each) => each.toLowerCase() === name.toLowerCase())
  const severity = isInLive || isOtherCase || of.isOpen ? warning : error
  return [
    severity(
      'unknown-reference',
      `There is no ${of.noun} \`${name}\`, in the files or in Statsig.`,
      {
        at: definition.positions.value(pointer),
        hint:
          didYouMean(name, known) ??
          `There are ${[...known].map((each) => `\`${each}\``).join(', ')}.`,
      },
    ),
  ]
}

/** Absent where Statsig was not asked. */
const knownNames = (
  of: ListItemKind,
  { desired, live }: PlanContext,
): ReadonlySet<string> | undefined => {
  if (!isKindName(of.kind) || !live.kinds.has(of.kind)) return undefined
  const resources = [...live.resources.values()].filter(({ kind }) => kind === of.kind)
  if (resources.length === 0) return undefined
  const definitions = [...desired.values()].filter(({ kind }) => kind === of.kind)
  return itemNames(of, [
    ...resources.map(({ raw }) => raw),
    ...definitions.map(({ members }) => members),
  ])
}

const liveNames = (
  definition: Definition,
  of: ListItemKind,
  { findResource, registry }: PlanContext,
): ReadonlySet<string> =>
  new Set(
    namedItemsIn(registry(definition.kind).root, findResource(definition)?.raw).flatMap((each) =>
      each.of.kind === of.kind ? [each.name] : [],
    ),
  )
