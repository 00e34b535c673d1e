// A resource as a whole against its definition: new, lost, archived by somebody, or to go.
import { textOf } from '../fields/normalize.ts'
import type { Members } from '../json.ts'
import type { Caution, Definition, Held, Refusal } from '../model.ts'
import { isArchived } from '../resources/live.ts'
import type { Memory } from './applied-state.ts'
import type { Case, Judgement } from './context.ts'
import { judge } from './diff-two-way.ts'
import { merged } from './merge/index.ts'
import { type Draft, sensitiveIn } from './operation-draft.ts'

export const isRetired = ({ lifecycle }: Definition): boolean =>
  lifecycle.retired === true || lifecycle.retired === 'delete'

/** What protects it is not lifted by the change that retires it, and what was changed since is worth a word. */
export const retiringOver = (
  given: Case,
  base: Definition | undefined,
  memory: Memory | undefined,
): Judgement => {
  const { definition, kind, live } = given
  if (memory === undefined || live === undefined || isArchived(kind, live)) return judge(given)
  const isByName = memory.overwrites.some((each) => each.address === definition.address)
  const unasked = whyNotRetired(given, base, memory)
  if (unasked !== undefined && !isByName) return { drafts: [], held: [unasked] }
  if (base === undefined || unasked !== undefined)
    return { drafts: judge(given).drafts.map(overwritingAll), held: [] }
  const { preventDestroy = false } = base.lifecycle
  const lifecycle = preventDestroy
    ? { ...definition.lifecycle, preventDestroy }
    : definition.lifecycle
  const since = changedSince({ ...given, definition: base, live })
  const caution: readonly Caution[] =
    since.length === 0 ? [] : [{ code: 'changed-since', labels: since }]
  const { drafts, held } = judge({ ...given, definition: { ...definition, lifecycle } })
  return {
    drafts: drafts.map((draft) => ({ ...draft, cautions: [...draft.cautions, ...caution] })),
    held,
  }
}

/** What live state has changed of what a definition said when it was applied, by labels. */
export const changedSince = ({ definition, kind, live, names }: Case): readonly string[] =>
  live === undefined
    ? []
    : merged(
        kind.fields,
        {
          base: definition.members,
          without: 'unknown',
          ours: definition.members,
          live: live.raw,
        },
        { names: names.canonical, settle: () => 'live' },
      ).findings.map(({ edit }) => edit.label)

/** What was retired before is there again, or was never applied from here: neither goes unless somebody names it. */
const whyNotRetired = (
  { definition }: Case,
  base: Definition | undefined,
  { takesOver }: Memory,
): Held | undefined => {
  const held = {
    address: definition.address,
    edits: [],
    at: definition.positions.key('/lifecycle/retired'),
    sensitive: sensitiveIn(definition),
  }
  if (base === undefined)
    return takesOver(definition.address)
      ? undefined
      : {
          ...held,
          because: 'first-contact',
          reason: { code: 'retired-at-first-contact' },
        }
  return isRetired(base)
    ? { ...held, because: 'drift', reason: { code: 'in-use-again' } }
    : undefined
}

const overwritingAll = (draft: Draft): Draft => ({ ...draft, overwrites: [{ code: 'use' }] })

/** Git defines it, and Statsig does not have it: it is new, or it was lost. */
export const creating = (
  given: Case,
  base: Definition | undefined,
  memory: Memory | undefined,
): Judgement => {
  const { definition, kind } = given
  if (memory === undefined || base === undefined || isRetired(base)) return judge(given)
  const { address } = definition
  const isByName = memory.overwrites.some((each) => each.address === address)
  const isProtected = kind.safer !== undefined
  if (isByName || (memory.onDrift === 'overwrite' && !isProtected)) {
    const { drafts, held } = judge(given)
    const overwrites = [{ code: 'deletion' } as const]
    return { drafts: drafts.map((draft) => ({ ...draft, overwrites })), held }
  }
  if (isSame(definition, base)) return { drafts: [], held: [lost(given)] }
  const [draft, ...others] = judge(given).drafts
  return {
    drafts: draft ? [{ ...draft, refused: lostAndChanged }, ...others] : [],
    held: [],
  }
}

const lost = ({ definition }: Case): Held => ({
  address: definition.address,
  because: 'lost',
  reason: { code: 'deleted' },
  edits: [],
  at: definition.positions.key(''),
  sensitive: sensitiveIn(definition),
})

const lostAndChanged: Refusal = { isConflict: true, code: 'deleted-and-changed' }

/** Whether two definitions say the same, wherever they stand. */
export const isSame = (one: Definition, other: Definition): boolean =>
  one === other || textOf(said(one)) === textOf(said(other))

const said = ({ lifecycle, members }: Definition): Members => ({
  members,
  lifecycle: JSON.parse(JSON.stringify(lifecycle)),
})

/** Its definition is that of a resource in use: somebody has archived it in Statsig. */
export const archived = (given: Case): Judgement => {
  const { drafts, held } = judge(given)
  return { drafts, held: held.map((each) => ({ ...each, because: 'archived' })) }
}
