// Defines `lifecycle`, the key of a definition that says how statsig-gitops treats the resource.
import { choice, type Field, flag, record, set, text } from '../fields/field.ts'
import { identityMembers, type Kind } from './kind.ts'

const pointerField = (example?: string): Field =>
  text(
    example === undefined
      ? 'A pointer without the leading slash.'
      : `A pointer without the leading slash, such as \`${example}\`.`,
    { min: 1, ...(example !== undefined && { example }) },
  )

const buildLifecycleField = (sensitivePointer: Field, ignoredPointer: Field): Field =>
  record('How statsig-gitops treats the resource. Never sent to Statsig.', {
    preventDestroy: flag('While this is `true`, a plan refuses to archive or delete the resource.'),
    retired: choice(
      '`true` archives the resource. `delete` deletes it, and this cannot be undone.',
      [true, false, 'delete'],
    ),
    sensitive: set(
      'Pointers to values that output hides, such as `defaultValue/token`. `*` stands for each item of a list.',
      sensitivePointer,
    ),
    ignoreChanges: set(
      'Pointers to values that updates leave as they are in Statsig, such as `rules/*/passPercentage`. `*` stands for each item of a list. Only a creation sends them.',
      ignoredPointer,
    ),
  })

export const lifecycleField = buildLifecycleField(pointerField(), pointerField())

/** With pointers of the kind as examples. */
export const lifecycleFieldWithExamples = ({
  fields,
  identity,
}: Pick<Kind, 'fields' | 'identity'>): Field => {
  const fieldNames = Object.keys(fields)
  const identityKeys = ['id', ...identityMembers(identity)]
  return buildLifecycleField(
    pointerField(fieldNames[0] ?? 'name'),
    pointerField(fieldNames.find((name) => !identityKeys.includes(name)) ?? 'description'),
  )
}
