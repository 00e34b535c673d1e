// All that a file of a kind may hold: the API's keys, and our own.
import { choice, type Field, record, text } from '../fields/field.ts'
import type { Kind } from './kind.ts'
import { lifecycleFieldWithExamples } from './lifecycle.ts'
import { listFileFields } from './list-file-keys.ts'

export const fileFieldOf = ({ doc, fields, folder, identity, kind }: Kind): Field =>
  record(doc, {
    kind: choice(`The kind. May be left out below a folder \`${folder}\`.`, [kind]),
    ...(acceptsMatchingId(identity) && {
      id: text(
        'The id that Statsig made. It finds the resource again after a change of its name.',
        {
          min: 1,
          sentIn: 'match-only',
        },
      ),
    }),
    ...fields,
    ...listFileFields(fields),
    lifecycle: lifecycleFieldWithExamples({ fields, identity }),
  })

const acceptsMatchingId = (identity: Kind['identity']): boolean =>
  identity.by === 'name' || (identity.by === 'members' && identity.forbidsId !== true)
