// Finds resources that an apply has created off and whose review, which switches them on, is still open: what was applied
// is the definition with these values. No record says so, because it names commits, and no commit has them.
import { isJsonObject, member } from '../../core/json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Definition, DesiredState, LiveState, ReviewStep } from '../../model/index.ts'
import { markedDigests, reviewDigest } from '../../resources/reviews.ts'
import type { AppliedState } from '../applied-state.ts'

/** The review that switches on what was created off. */
export const switchOnStep = ({ reviews }: Kind): ReviewStep | undefined => {
  const fields = Object.keys(reviews?.createdOff ?? {})
  const entry = reviews?.routes?.fields.find(({ keys = {} }) =>
    fields.every((name) => Object.hasOwn(keys, name)),
  )
  return fields.length === 0 || entry === undefined ? undefined : { type: entry.type, fields }
}

export const withCreatedOff = (
  state: AppliedState,
  desired: DesiredState,
  { resources }: LiveState,
  registry: KindRegistry,
): AppliedState => {
  const created = [...desired.values()].flatMap((definition): readonly Definition[] => {
    const { address, members } = definition
    const { kind } = registry(definition.kind)
    const { createdOff } = kind.reviews ?? {}
    const step = switchOnStep(kind)
    const raw = resources.get(address)?.raw
    const active = raw?.['activeReview']
    if (!createdOff || !step || !raw || !isJsonObject(active) || state.base.has(address)) return []
    const description = member(active, 'description')
    const isOwn =
      typeof description === 'string' &&
      markedDigests({ description })?.content ===
        reviewDigest(kind, { action: 'update', address, members }, step)
    const isOff = Object.entries(createdOff).every(([name, value]) => raw[name] === value)
    return isOwn && isOff ? [{ ...definition, members: { ...members, ...createdOff } }] : []
  })
  return created.length === 0
    ? state
    : {
        ...state,
        base: new Map([...state.base, ...created.map((each) => [each.address, each] as const)]),
      }
}
