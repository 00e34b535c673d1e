// A definition that is to go: archived or deleted, if it can be and nothing forbids it.
import type { Members } from '../json.ts'
import type { Refusal, Resource } from '../model.ts'
import { digestOf } from '../resources/digest.ts'
import { isArchived } from '../resources/live.ts'
import { base, type Case, handleOf, type Judgement, unaskable } from './context.ts'

export const retiring = (given: Case, retired: true | 'delete'): Judgement => {
  const { definition, kind, live } = given
  if (live === undefined || (retired === true && isArchived(kind, live)))
    return { drafts: [], held: [] }
  const action = retired === 'delete' ? 'delete' : 'archive'
  const refused = unaskable(live) ?? retirementRefusal(given, live, action)
  const before: Members = { state: digestOf(kind, live) }
  return {
    drafts: [
      {
        ...base(given),
        action,
        edits: [],
        at: definition.positions.key('/lifecycle/retired'),
        members: {},
        ...handleOf(live),
        live: digestOf(kind, live),
        cautions: action === 'delete' ? [{ code: 'cannot-be-undone' }] : [],
        ...(refused && { refused }),
        before,
        wanted: { retired },
      },
    ],
    held: [],
  }
}

const retirementRefusal = (
  { definition, kind }: Case,
  live: Resource,
  action: 'archive' | 'delete',
): Refusal | undefined => {
  if (definition.lifecycle.preventDestroy) return { code: 'prevent-destroy' }
  if (kind.routes[action] === undefined)
    return {
      code: action === 'archive' ? 'cannot-archive' : 'cannot-delete',
      kind: definition.kind,
    }
  const status = kind.moves && String(live.raw[kind.moves.field] ?? '')
  const edge = kind.moves?.edges.find((each) => each.action === 'archive')
  return action === 'archive' && edge && status !== undefined && !edge.from.includes(status)
    ? { code: 'undecided', status }
    : undefined
}
