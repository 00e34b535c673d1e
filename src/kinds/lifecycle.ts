// How a resource is to be treated: the one key of a definition that is ours and not Statsig's.
import { choice, flag, record, set, text } from '../fields/field.ts'

export const lifecycle = record('How the resource is to be treated. Never sent.', {
  preventDestroy: flag('Nothing archives or deletes the resource while this is `true`.'),
  retired: choice('`true` archives the resource. `delete` deletes it, which cannot be undone.', [
    true,
    false,
    'delete',
  ]),
  sensitive: set(
    'Values shown as digests, as pointers such as `defaultValue/token`; `*` stands for any one item.',
    text('A pointer without the leading slash.', { min: 1 }),
  ),
})
