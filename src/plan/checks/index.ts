// Checks definitions against live state: duplicates, ambiguous addresses, deferred faults and unreadable values.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import type { Address, Definition } from '../../model/index.ts'
import { findSharedNames, sharedNameFault } from '../../resources/shared-names.ts'
import type { PlanContext } from '../plan-context.ts'
import { checkDeferredFaults } from './deferred-faults.ts'
import { unknownItemDiagnostics } from './named-items.ts'
import { unknownReferencedItems } from './referenced-items.ts'
import { unknownIdNotes } from './unknown-ids.ts'
import { unreadableValueNotes } from './unreadable-values.ts'

export const checkDefinitions = (context: PlanContext): readonly Diagnostic[] => [
  ...duplicateDefinitionErrors(context),
  ...sharedNameErrors(context),
  ...unknownItemDiagnostics(context),
  ...[...context.desired.values()].flatMap((definition) => checkDefinition(definition, context)),
  ...[...context.desired.values()].flatMap((each) => unknownReferencedItems(each, context)),
]

const checkDefinition = (
  definition: Definition,
  { findResource, kindOf, live, names }: PlanContext,
): readonly Diagnostic[] => {
  const [kind, resource] = [kindOf(definition), findResource(definition)]
  return [
    ...(live.ambiguous.has(definition.address) ? [ambiguousLiveError(definition)] : []),
    ...checkDeferredFaults(kind, definition, resource, names),
    ...unknownIdNotes(definition, resource, live),
    ...unreadableValueNotes(kind, definition, resource, names),
  ]
}

/** Two definitions, one by name and one by id, may mean one resource: each would undo the changes of the other. */
const duplicateDefinitionErrors = ({
  desired,
  findResource,
}: PlanContext): readonly Diagnostic[] => {
  const first = new Map<Address, Definition>()
  return [...desired.values()].flatMap((definition) => {
    const own = findResource(definition)?.address
    const other = own && first.get(own)
    if (own && other === undefined) first.set(own, definition)
    return other ? [duplicateDefinitionError(definition, other)] : []
  })
}

/** An error where one of the two is created or gets the name. Where Statsig has both, it accepts both. */
const sharedNameErrors = ({
  desired,
  findResource,
  registry,
}: PlanContext): readonly Diagnostic[] => {
  const isClaimed = (definition: Definition, name: string): boolean => {
    const live = findResource(definition)
    return live === undefined || live.raw[name] !== definition.members[name]
  }
  return findSharedNames(desired.values(), registry).flatMap((shared) =>
    isClaimed(shared.definition, shared.member) || isClaimed(shared.other, shared.member)
      ? [sharedNameFault(shared)]
      : [],
  )
}

const duplicateDefinitionError = (definition: Definition, other: Definition): Diagnostic => {
  const { file, line } = other.positions.key('')
  return error(
    'duplicate-address',
    `\`${definition.address}\` is the same resource in Statsig as \`${other.address}\` in ${file}:${line}.`,
    { at: definition.positions.key(''), hint: 'Delete one of the two definitions.' },
  )
}

const ambiguousLiveError = (definition: Definition): Diagnostic =>
  error('ambiguous-reference', `Statsig has more than one \`${definition.address}\`.`, {
    at: definition.positions.key(''),
    hint: 'Rename or delete one of them in the console, so that the address means one resource.',
  })
