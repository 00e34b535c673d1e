// Says which operations a kind supports, for `explain` and for the table of kinds in the documentation.
import type { Field } from '../../fields/field.ts'
import { fieldPathsIn, resolveFieldPath } from '../../fields/field-paths.ts'
import { type Kind, rootFieldOf } from '../../kinds/kind.ts'
import { transitionText } from './mutability.ts'

export interface SupportedOperations {
  /** The members that identify a resource. */
  readonly identity: string
  /** `yes`, `no`, or how. */
  readonly create: string
  readonly update: string
  readonly archive: string
  readonly delete: string
  readonly import: string
  readonly dryRun: string
  readonly transitions: readonly string[]
  /** Keys that only a creation sets. */
  readonly createOnly: readonly string[]
  /** Keys that cannot be changed although an update would send them, with their limits. */
  readonly immutable: readonly string[]
}

export const supportedOperations = (kind: Kind): SupportedOperations => {
  const { routes } = kind
  return {
    identity: identityText(kind),
    create: createText(kind),
    update: updateText(kind),
    archive: yesOrNo(routes.archive !== undefined),
    delete: yesOrNo(routes.delete !== undefined),
    import: importText(kind),
    dryRun: dryRunText(kind),
    transitions: (kind.statusMachine?.transitions ?? []).map(transitionText),
    createOnly: topLevelFields(
      kind,
      (field) => field.sentIn === 'create' || field.sentIn === 'pre-request',
    ),
    immutable: immutableFields(kind),
  }
}

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no')

const identityText = ({ identity }: Kind): string => {
  switch (identity.by) {
    case 'id':
    case 'name':
      return `\`${identity.by}\``
    case 'members': {
      const members = `\`${identity.members.join('::')}\``
      return identity.forbidsId ? members : `\`id\`, or ${members}`
    }
    case 'project':
      return 'one in each project'
  }
}

/** Fields that a creation cannot send are set by an update after it. */
const createText = (kind: Kind): string => {
  if (kind.routes.create === undefined)
    return kind.identity.by === 'project' ? 'no: it always exists' : 'no: only in the console'
  const followUpFields = topLevelFields(
    kind,
    (field) => field.sentIn === 'update' || field.deferred === true,
  )
  return followUpFields.length === 0
    ? 'yes'
    : `yes; an update after it sets ${joinNames(followUpFields)}`
}

const updateText = ({ routes: { update } }: Kind): string => {
  if (update.body === 'changed') return 'changed keys'
  return update.body === 'whole' ? 'all writable keys' : `only \`${update.body.fieldValue}\``
}

const importText = (kind: Kind): string => {
  const writeOnlyFields = topLevelFields(kind, (field) => field.writeOnly === true)
  const { listOmits } = kind.routes
  return [
    'yes',
    ...(writeOnlyFields.length === 0 ? [] : [`without ${joinNames(writeOnlyFields)}`]),
    ...(listOmits === undefined ? [] : [`one read each: the list lacks ${joinNames(listOmits)}`]),
  ].join(', ')
}

const dryRunText = ({ dryRun = {} }: Kind): string => {
  if (dryRun.create !== undefined) return yesOrNo(dryRun.update !== undefined)
  return dryRun.update === undefined ? 'no' : 'of updates'
}

const topLevelFields = ({ fields }: Kind, matches: (field: Field) => boolean): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => (matches(field) ? [name] : []))

const immutableFields = (kind: Kind): readonly string[] => {
  const root = rootFieldOf(kind)
  const found = fieldPathsIn(root).flatMap((path) => {
    const at = resolveFieldPath(root, path)
    const immutable = 'place' in at ? at.place.steps.at(-1)?.field.immutable : undefined
    if (immutable === undefined || ('place' in at && at.place.variantCase !== undefined)) return []
    const allowed = { increase: 'can only increase', add: 'items can only be added' }
    const limits = [
      ...(immutable.since ? ['once started'] : []),
      ...(immutable.allows ? [allowed[immutable.allows]] : []),
    ]
    return [`\`${path.join('.')}\`${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`]
  })
  return [...new Set(found)]
}

const joinNames = (names: readonly string[]): string => {
  const shown = names.map((name) => `\`${name}\``)
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('')
}
