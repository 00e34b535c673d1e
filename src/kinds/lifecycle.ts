// How a resource is to be treated: the one key of a definition that is ours and not Statsig's.
import { choice, type Field, flag, record, set, text } from '../fields/field.ts'
import { identityMembers, type Kind } from './kind.ts'

const buildLifecycleField = (sensitiveDoc: string, ignoreChangesDoc: string): Field =>
  record('How the resource is to be treated. Never sent.', {
    preventDestroy: flag('Nothing archives or deletes the resource while this is `true`.'),
    retired: choice('`true` archives the resource. `delete` deletes it, which cannot be undone.', [
      true,
      false,
      'delete',
    ]),
    sensitive: set(
      'Values shown as digests, as pointers such as `defaultValue/token`; `*` stands for any one item.',
      text(sensitiveDoc, { min: 1 }),
    ),
    ignoreChanges: set(
      'Values that stay as they are in Statsig, as pointers such as `rules/*/passPercentage`; `*` stands for any one item. The file gives them to a creation alone.',
      text(ignoreChangesDoc, { min: 1 }),
    ),
  })

const pointerDoc = 'A pointer without the leading slash'

export const lifecycleField = buildLifecycleField(`${pointerDoc}.`, `${pointerDoc}.`)

/** With examples that lead to something. */
export const lifecycleFieldWithExamples = ({
  fields,
  identity,
}: Pick<Kind, 'fields' | 'identity'>): Field => {
  const fieldNames = Object.keys(fields)
  const identityKeys = ['id', ...identityMembers(identity)]
  const describePointer = (name: string) => `${pointerDoc}, such as \`${name}\`.`
  return buildLifecycleField(
    describePointer(fieldNames[0] ?? 'name'),
    describePointer(fieldNames.find((name) => !identityKeys.includes(name)) ?? 'description'),
  )
}
