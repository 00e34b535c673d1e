// One definition, what it was when it was applied last, and its live resource: what there is to do, and what is left
// alone because somebody else has changed it.
import { type Definition, type Held, isNewItem, type Refusal, type Resource } from '../model.ts'
import { type Pointer, topOf } from '../pointer.ts'
import { holds, isArchived } from '../resources/live.ts'
import { isProtective } from '../resources/restrictive-change.ts'
import { isNamed, type Memory } from './applied-state.ts'
import type { Case, Judgement } from './context.ts'
import { judge, wantsArchived } from './diff-two-way.ts'
import { archived, creating, isRetired, isSame, retiringOver } from './lifecycle-changes.ts'
import { type Finding, type Merged, merged, type Settled, type Side } from './merge/index.ts'
import { type Draft, placesOf, sensitiveIn } from './operation-draft.ts'
import { movingOf } from './status-transitions.ts'

export interface ThreeWay extends Judgement {
  readonly released: Merged['released']
}

/** Without a memory the file wins, but for what it says to ignore. */
export const judgeThree = (
  given: Case,
  base: Definition | undefined,
  memory: Memory | undefined,
): ThreeWay => {
  const { definition, kind, live } = given
  if (isRetired(definition)) return plain(retiringOver(given, base, memory))
  if (live === undefined) return plain(creating(given, base, memory))
  if (holds(kind.unmanaged, live.raw)) return plain(judge(given))
  const isPutAway = isArchived(kind, live) && !wantsArchived(given, live)
  if (memory !== undefined && base !== undefined && !isRetired(base) && isPutAway)
    return plain(archived(given))
  const ignored = (definition.lifecycle.ignoreChanges ?? []).map((path) => `/${path}`)
  if (memory === undefined && ignored.length === 0) return plain(judge(given))
  // Most resources are as their files say, and nobody has to be asked who changed them.
  const isAsBefore = base === undefined || isSame(definition, base)
  const judged = isAsBefore ? judge(given) : undefined
  if (judged && judged.drafts.length + judged.held.length === 0) return plain(judged)
  return merging(given, live, base, memory, ignored)
}

const plain = (judgement: Judgement): ThreeWay => ({ ...judgement, released: [] })

const merging = (
  given: Case,
  live: Resource,
  base: Definition | undefined,
  memory: Memory | undefined,
  ignored: readonly Pointer[],
): ThreeWay => {
  const { definition, kind, names } = given
  const found = merged(
    kind.fields,
    {
      base: base?.members,
      without: memory === undefined ? 'change' : 'unknown',
      ours: definition.members,
      live: live.raw,
    },
    {
      names: names.canonical,
      ignored,
      twins: kind.twins ?? [],
      settle: (finding) => (memory === undefined ? 'file' : sideOf(finding, given, memory)),
    },
  )
  const effective: Case = {
    ...given,
    definition: { ...definition, members: found.members, positions: inFile(definition, found) },
  }
  const { drafts, held } = judge(effective)
  const wins = found.findings.filter(
    (each) =>
      each.side === 'file' &&
      each.verdict !== 'change' &&
      // What the file names for the first time is its own affair, unless somebody has been careful there.
      (each.verdict !== 'mention' || (!isUntouched(kind, each) && protects(kind, each))),
  )
  const isDisputed = ({ verdict }: Settled) => verdict === 'conflict' || verdict === 'mention'
  const isByName = ({ edit }: Settled) =>
    memory !== undefined && isNamed(memory.overwrites, definition.address, edit)
  const conflicts = wins
    .filter((each) => isDisputed(each) && !isByName(each))
    .filter(({ edit }) => topOf(edit.pointer) !== kind.moves?.field || !isAhead(given, live))
  const overwritten = wins.filter((each) => !isDisputed(each) || isByName(each))
  return {
    drafts: drafts.map((draft) => marked(draft, conflicts, overwritten, found, definition)),
    held: [...held, ...leftAlone(given, found.findings, memory)],
    released: found.released,
  }
}

/** Of an item that git has never known nobody can tell that it was ever there; where a status begins nobody has put it. */
const isUntouched = ({ moves }: Case['kind'], { edit, live }: Finding): boolean =>
  edit.item === 'added' || (topOf(edit.pointer) === moves?.field && live === moves.initial)

/** Live state may go on by itself: nothing moves it back, and that is no conflict. */
const isAhead = ({ definition, kind, names }: Case, live: Resource): boolean =>
  movingOf(kind, live.raw, definition.members, names).is === 'ahead'

const sideOf = (finding: Finding, { definition, kind }: Case, memory: Memory): Side => {
  if (isNamed(memory.overwrites, definition.address, finding.edit)) return 'file'
  switch (finding.verdict) {
    case 'change':
    case 'mention':
    case 'conflict':
      return 'file'
    case 'drift':
      return memory.onDrift === 'overwrite' && !protects(kind, finding) ? 'file' : 'live'
    case 'unknown':
      return memory.takesOver(definition.address) && !protects(kind, finding) ? 'file' : 'live'
  }
}

const protects = (kind: Case['kind'], { edit, live, pattern, said }: Finding): boolean => {
  // Which rule stands first decides: whoever has reordered them may have put the strictest one there.
  if (edit.item === 'order') return kind.safer?.[pattern] === 'fewer'
  // The edit says what the file would do; what live state has done is the opposite.
  const item = edit.item === 'added' ? 'removed' : edit.item === 'removed' ? 'added' : undefined
  return isProtective(kind, pattern, said, live, item)
}

/** Edits and places in the words of the file, whatever was merged into its lists. */
const marked = (
  draft: Draft,
  conflicts: readonly Settled[],
  overwritten: readonly Settled[],
  { inFile }: Merged,
  definition: Definition,
): Draft => {
  const tops = new Set(draft.edits.map(({ pointer }) => topOf(pointer)))
  const about = (settled: readonly Settled[]) => [
    ...new Set(settled.flatMap(({ edit }) => (tops.has(topOf(edit.pointer)) ? [edit.label] : []))),
  ]
  const edits = draft.edits.map((edit) => ({ ...edit, pointer: inFile(edit.pointer) }))
  const [disputed, won] = [about(conflicts), about(overwritten)]
  const refused = draft.refused ?? conflictOver(disputed)
  return {
    ...draft,
    edits,
    cautions: draft.cautions.map((each) =>
      isNewItem(each) ? { ...each, pointer: inFile(each.pointer) } : each,
    ),
    places: placesOf(definition, edits),
    ...(won.length > 0 && { overwrites: won.map((label) => ({ code: 'edit', label }) as const) }),
    ...(refused && { refused }),
  }
}

const conflictOver = (labels: readonly string[]): Refusal | undefined =>
  labels.length === 0 ? undefined : { isConflict: true, code: 'changed-in-both', labels }

const inFile = ({ positions }: Definition, { inFile: place }: Merged): Definition['positions'] => ({
  key: (pointer) => positions.key(place(pointer)),
  value: (pointer) => positions.value(place(pointer)),
})

const ways = ['protective', 'drift', 'first-contact'] as const

const leftAlone = (
  { definition, kind }: Case,
  findings: readonly Settled[],
  memory: Memory | undefined,
): readonly Held[] => {
  const kept = findings.filter(({ side }) => side === 'live')
  const isTaken = memory?.takesOver(definition.address) ?? false
  const because = (finding: Settled): (typeof ways)[number] => {
    if (finding.verdict === 'unknown' && !isTaken) return 'first-contact'
    return protects(kind, finding) ? 'protective' : 'drift'
  }
  return ways.flatMap((wanted) => {
    const edits = kept.filter((each) => because(each) === wanted).map(({ edit }) => edit)
    const [first] = edits
    return first === undefined
      ? []
      : [
          {
            address: definition.address,
            because: wanted,
            reason: { code: wanted === 'protective' && isTaken ? 'careful' : wanted },
            edits,
            at: definition.positions.key(first.pointer),
            sensitive: sensitiveIn(definition),
          },
        ]
  })
}
