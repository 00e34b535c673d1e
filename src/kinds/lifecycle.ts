// How a resource is to be treated: the one key of a definition that is ours and not Statsig's.
import { choice, type Field, type Fields, flag, record, set, text } from '../fields/field.ts'

const treatment = (pointer: string): Field =>
  record('How the resource is to be treated. Never sent.', {
    preventDestroy: flag('Nothing archives or deletes the resource while this is `true`.'),
    retired: choice('`true` archives the resource. `delete` deletes it, which cannot be undone.', [
      true,
      false,
      'delete',
    ]),
    sensitive: set(
      'Values shown as digests, as pointers such as `defaultValue/token`; `*` stands for any one item.',
      text(pointer, { min: 1 }),
    ),
  })

export const lifecycle = treatment('A pointer without the leading slash.')

/** With an example that leads to something. */
export const lifecycleOf = (fields: Fields): Field =>
  treatment(`A pointer without the leading slash, such as \`${Object.keys(fields)[0] ?? 'name'}\`.`)
