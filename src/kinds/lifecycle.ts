// How a resource is to be treated: the one key of a definition that is ours and not Statsig's.
import { choice, type Field, flag, record, set, text } from '../fields/field.ts'
import { identityMembers, type Kind } from './kind.ts'

const treatment = (sensitive: string, ignored: string): Field =>
  record('How the resource is to be treated. Never sent.', {
    preventDestroy: flag('Nothing archives or deletes the resource while this is `true`.'),
    retired: choice('`true` archives the resource. `delete` deletes it, which cannot be undone.', [
      true,
      false,
      'delete',
    ]),
    sensitive: set(
      'Values shown as digests, as pointers such as `defaultValue/token`; `*` stands for any one item.',
      text(sensitive, { min: 1 }),
    ),
    ignoreChanges: set(
      'Values that stay as they are in Statsig, as pointers such as `rules/*/passPercentage`; `*` stands for any one item. The file gives them to a creation alone.',
      text(ignored, { min: 1 }),
    ),
  })

const pointer = 'A pointer without the leading slash'

export const lifecycle = treatment(`${pointer}.`, `${pointer}.`)

/** With examples that lead to something. */
export const lifecycleOf = ({ fields, identity }: Pick<Kind, 'fields' | 'identity'>): Field => {
  const names = Object.keys(fields)
  const known = ['id', ...identityMembers(identity)]
  const such = (name: string) => `${pointer}, such as \`${name}\`.`
  return treatment(
    such(names[0] ?? 'name'),
    such(names.find((name) => !known.includes(name)) ?? 'description'),
  )
}
