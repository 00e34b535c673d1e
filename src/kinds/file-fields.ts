// Lists all keys that a file of a kind may have: those of the API, and those of statsig-gitops.
import { choice, type Field, record, text } from '../fields/field.ts'
import type { Kind } from './kind.ts'
import { lifecycleFieldWithExamples } from './lifecycle.ts'
import { listFileFields } from './list-file-keys.ts'

export const fileFieldOf = ({ doc, fields, folder, identity, kind }: Kind): Field =>
  record(doc, {
    kind: choice(`The kind. Optional for a file in a folder \`${folder}\`.`, [kind]),
    ...(acceptsMatchingId(identity) && {
      id: text(matchingIdDoc, { min: 1, sentIn: 'match-only' }),
    }),
    ...fields,
    ...listFileFields(fields),
    lifecycle: lifecycleFieldWithExamples({ fields, identity }),
  })

/** What `id` means where it is not the identity. */
export const matchingIdDoc =
  'The id that Statsig generated. It finds a resource whose name has changed.'

export const acceptsMatchingId = (identity: Kind['identity']): boolean =>
  identity.by === 'name' || (identity.by === 'members' && identity.forbidsId !== true)
