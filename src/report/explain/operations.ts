// What can be done with the resources of a kind, in words: for `explain`, and for the table in the README.
import type { Field } from '../../fields/field.ts'
import { fieldPathsIn, resolveFieldPath } from '../../fields/field-paths.ts'
import { type Kind, rootFieldOf } from '../../kinds/kind.ts'
import { transitionText } from './mutability.ts'

export interface SupportedOperations {
  readonly knownBy: string
  /** `no`, `yes`, or how. */
  readonly create: string
  readonly update: string
  readonly archive: string
  readonly delete: string
  readonly import: string
  readonly dryRun: string
  readonly transitions: readonly string[]
  /** Keys that only a creation sets, and keys that cannot be changed although an update would carry them. */
  readonly createOnly: readonly string[]
  readonly immutable: readonly string[]
}

export const supportedOperations = (kind: Kind): SupportedOperations => {
  const { routes } = kind
  return {
    knownBy: identityText(kind),
    create: createText(kind),
    update: updateText(kind),
    archive: yesOrNo(routes.archive !== undefined),
    delete: yesOrNo(routes.delete !== undefined),
    import: importText(kind),
    dryRun: yesOrNo(kind.dryRun === true),
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
      return identity.forbidsId ? members : `\`id\`, else ${members}`
    }
    case 'project':
      return 'one a project'
  }
}

/** What a creation cannot carry follows in a request of its own. */
const createText = (kind: Kind): string => {
  if (kind.routes.create === undefined)
    return kind.identity.by === 'project' ? 'no: it is always there' : 'no: in the console alone'
  const followUpFields = topLevelFields(
    kind,
    (field) => field.sentIn === 'update' || field.deferred === true,
  )
  return followUpFields.length === 0
    ? 'yes'
    : `in two steps, where there is ${joinNames(followUpFields, 'or')}`
}

const updateText = ({ routes: { update } }: Kind): string => {
  if (update.body === 'changed') return 'changed keys'
  return update.body === 'whole' ? 'every writable key' : `\`${update.body.fieldValue}\` alone`
}

const importText = (kind: Kind): string => {
  const writeOnlyFields = topLevelFields(kind, (field) => field.writeOnly === true)
  return writeOnlyFields.length === 0 ? 'yes' : `without ${joinNames(writeOnlyFields, 'and')}`
}

const topLevelFields = ({ fields }: Kind, is: (field: Field) => boolean): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => (is(field) ? [name] : []))

const immutableFields = (kind: Kind): readonly string[] => {
  const root = rootFieldOf(kind)
  const found = fieldPathsIn(root).flatMap((path) => {
    const at = resolveFieldPath(root, path)
    const immutable = 'place' in at ? at.place.steps.at(-1)?.field.immutable : undefined
    if (immutable === undefined || ('place' in at && at.place.variantCase !== undefined)) return []
    const restrictions = { increase: ' may only rise', add: ': items may only be added' }
    return [
      `\`${path.join('.')}\`${immutable.allows ? restrictions[immutable.allows] : ''}${immutable.since ? ' once started' : ''}`,
    ]
  })
  return [...new Set(found)]
}

const joinNames = (names: readonly string[], last: string): string => {
  const shown = names.map((name) => `\`${name}\``)
  return shown.length > 1
    ? `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`
    : shown.join('')
}
