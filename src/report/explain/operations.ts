// What can be done with the resources of a kind, in words: for `explain`, and for the table in the README.
import type { Field } from '../../fields/field.ts'
import { pathsIn, placeOf } from '../../fields/field-paths.ts'
import { type Kind, rootOf } from '../../kinds/kind.ts'
import { moveText } from './mutability.ts'

export interface Abilities {
  readonly knownBy: string
  /** `no`, `yes`, or how. */
  readonly create: string
  readonly update: string
  readonly archive: string
  readonly delete: string
  readonly import: string
  readonly dryRun: string
  readonly moves: readonly string[]
  /** Keys that only a creation sets, and keys that cannot be changed although an update would carry them. */
  readonly settled: readonly string[]
  readonly frozen: readonly string[]
}

export const abilitiesOf = (kind: Kind): Abilities => {
  const { routes } = kind
  return {
    knownBy: knownBy(kind),
    create: createText(kind),
    update: updateText(kind),
    archive: yes(routes.archive !== undefined),
    delete: yes(routes.delete !== undefined),
    import: importText(kind),
    dryRun: yes(kind.dryRun === true),
    moves: (kind.moves?.edges ?? []).map(moveText),
    settled: topsWith(kind, (field) => field.sent === 'create' || field.sent === 'before'),
    frozen: frozenIn(kind),
  }
}

const yes = (is: boolean): string => (is ? 'yes' : 'no')

const knownBy = ({ identity }: Kind): string => {
  switch (identity.by) {
    case 'id':
    case 'name':
      return `\`${identity.by}\``
    case 'members': {
      const members = `\`${identity.members.join('::')}\``
      return identity.isOnly ? members : `\`id\`, else ${members}`
    }
    case 'project':
      return 'one a project'
  }
}

/** What a creation cannot carry follows in a request of its own. */
const createText = (kind: Kind): string => {
  if (kind.routes.create === undefined)
    return kind.identity.by === 'project' ? 'no: it is always there' : 'no: in the console alone'
  const later = topsWith(kind, (field) => field.sent === 'update' || field.late === true)
  return later.length === 0 ? 'yes' : `in two steps, where there is ${listed(later, 'or')}`
}

const updateText = ({ routes: { update } }: Kind): string => {
  if (update.body === 'changed') return 'changed keys'
  return update.body === 'whole' ? 'every writable key' : `\`${update.body.bare}\` alone`
}

const importText = (kind: Kind): string => {
  const unread = topsWith(kind, (field) => field.unread === true)
  return unread.length === 0 ? 'yes' : `without ${listed(unread, 'and')}`
}

const topsWith = ({ fields }: Kind, is: (field: Field) => boolean): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => (is(field) ? [name] : []))

const frozenIn = (kind: Kind): readonly string[] => {
  const root = rootOf(kind)
  const found = pathsIn(root).flatMap((path) => {
    const at = placeOf(root, path)
    const frozen = 'place' in at ? at.place.links.at(-1)?.field.frozen : undefined
    if (frozen === undefined || ('place' in at && at.place.chosen !== undefined)) return []
    const how = { rise: ' may only rise', add: ': items may only be added' }
    return [
      `\`${path.join('.')}\`${frozen.may ? how[frozen.may] : ''}${frozen.since ? ' once started' : ''}`,
    ]
  })
  return [...new Set(found)]
}

const listed = (names: readonly string[], last: string): string => {
  const shown = names.map((name) => `\`${name}\``)
  return shown.length > 1
    ? `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`
    : shown.join('')
}
