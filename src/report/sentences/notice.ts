// Makes the sentences of a plan's notices and of the proof of a deletion in git.
import { formatPointer } from '../../core/pointer.ts'
import type {
  ApplyUnderWay,
  DeletionProof,
  Notice,
  PruneBlock,
  RecordRefusal,
  Unrecordable,
} from '../../model/index.ts'
import { appliedRefName } from '../../model/record-name.ts'
import { shortId } from '../../model/repository.ts'
import { quoteNames } from './quoted.ts'
import { settingChangeText } from './setting-change.ts'

/** As `an apply of commit abc1234, begun at 12:00 by run 123,`. */
export const applyUnderWayText = ({
  at,
  commit,
  run,
}: Omit<ApplyUnderWay, 'code' | 'until'>): string => {
  const begun = [
    ...(at === undefined ? [] : [`at ${clockTime(at)}`]),
    ...(run === undefined ? [] : [`by run ${run}`]),
  ]
  const of = commit === undefined ? 'files that are not committed' : `commit ${shortId(commit)}`
  return `an apply of ${of}${begun.length === 0 ? '' : `, begun ${begun.join(' ')},`}`
}

/** In UTC. */
export const clockTime = (time: string): string => `${time.slice(11, 16)} UTC`

export const noticeText = (notice: Notice): string => {
  switch (notice.code) {
    case 'setting-changed':
      return settingChangeText(notice)
    case 'no-applied-state':
      return `this is the first run: no applied state is recorded (${appliedRefName({ root: '', ...notice })}). Existing resources that differ are not changed`
    case 'former-record':
      return `the last apply is recorded in ${notice.ref}, of a root or target that is gone and whose definitions are here. The next apply is recorded in ${notice.own}`
    case 'possible-records':
      return `these records may be of the same definitions under a former root or target: ${notice.refs.join(', ')}. To continue one of them, run \`git update-ref ${notice.own} ${notice.refs[0] ?? ''}\``
    case 'shallow':
    case 'behind':
    case 'diverged':
    case 'record-not-fetched':
    case 'unrecordable':
      return recordRefusalText(notice)
    case 'pruning-off':
      return `\`prune\` archives and deletes nothing in this run: ${pruneBlockText(notice.block)}`
    case 'becomes-sensitive':
      return `\`${notice.address}\`: ${quoteNames(notice.pointers)} becomes sensitive with this change. Earlier plans, comments and logs may show its values`
    case 'no-longer-sensitive':
      return `\`${notice.address}\`: ${quoteNames(notice.pointers)} is no longer sensitive after this apply: its values are shown from then on`
    case 'unknown-access':
      return `\`${notice.address}\`: Statsig shows ${quoteNames(notice.pointers.map(formatPointer))}, which this version does not know and does not compare. It may say who may do what: look at it in the console`
    case 'record-unsealed':
      return `the record of the last apply ${recordSealTexts[notice.why]}: an apply stops until a person has confirmed the record`
    case 'begun-and-changed':
      return `the run ${notice.runs.join(', ')} began to apply ${notice.addresses.map((each) => `\`${each}\``).join(', ')} and did not end, and what is in Statsig may have changed since: a merge does not apply this. Adopt what is in Statsig, or apply it by hand with \`confirm-plan-hash\``
    case 'unfinished-apply':
      return unfinishedText(notice)
    case 'apply-under-way':
      return `${applyUnderWayText(notice)} is under way (its lease ends at ${clockTime(notice.until)}): what is in Statsig may change at any moment`
    case 'other-base-branch':
      return `merging this pull request applies nothing: its base branch is \`${notice.base}\`, and an apply runs from \`${notice.applied}\`. The plan shows what an apply of these files would do, and approves nothing`
    case 'reviews-bypassed':
      return '`reviews: bypass`: these changes do not wait for the reviews that Statsig asks for'
    case 'reviews-left-open':
      return `a review of an earlier apply is open in Statsig, and the files no longer want its change. No apply commits it. Cancel it in the console: ${quoteNames(notice.addresses)}`
    case 'too-many-changes':
      return tooManyChangesText(notice)
    case 'undeclared-member':
      return undeclaredMemberText(notice)
    case 'audit-log-unreadable':
      return 'the key cannot read the audit log, which alone shows whether a salt was changed since the last apply'
    case 'audit-log-cut':
      return `the audit log has more than ${notice.entries} entries since the last apply. Older ones were not read, and a changed salt among them is not shown`
    case 'unknown-action':
      return `the audit log has the action \`${notice.action}\` for \`${notice.address}\`${notice.by === undefined ? '' : ` by ${notice.by}`}${notice.at === undefined ? '' : ` on ${notice.at.slice(0, 10)}`}. This version does not know what it changes`
  }
}

export const recordRefusalText = (refusal: RecordRefusal): string => {
  switch (refusal.code) {
    case 'shallow':
      return `this clone is shallow and does not show whether it contains ${shortCommit(refusal.commit)}, the commit that was applied last. Fetch the history with \`git fetch --unshallow\`, or pass a base with \`--base\``
    case 'behind':
      return `this work tree does not contain ${shortCommit(refusal.commit)}, the commit that was applied last, and an apply would undo its changes. Merge it first, or pass a base with \`--base\``
    case 'diverged':
      return `this work tree does not contain ${shortCommit(refusal.commit)}, the commit that was applied last, and an apply would undo its changes. Merge it first. If that commit was amended, squashed or rebased, and its changes are in this work tree, pass \`--base ${refusal.ref ?? refusal.commit}\``
    case 'record-not-fetched':
      return `this clone has no record of the last apply, and \`${refusal.remote}\` has one. Fetch it with \`git fetch ${refusal.remote} '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`, or pass a base with \`--base\``
    case 'unrecordable':
      return `\`${refusal.path}\` cannot be recorded as applied: ${unrecordableText(refusal)}, or work without a record with \`--two-way\``
  }
}

/** The cause, and what to do. */
const unrecordableText = ({ cause, path }: Unrecordable): string => {
  switch (cause.code) {
    case 'filter':
      return `git changes it with the filter \`${cause.name}\` of \`.gitattributes\`, so the commit holds another text. Exclude the definitions from the filter (\`-filter\`)`
    case 'encoding':
      return `git converts it from \`${cause.name}\` (\`working-tree-encoding\` in \`.gitattributes\`), so the commit holds another text. Save it as UTF-8 and remove the attribute`
    case 'ident':
      return 'git expands `$Id$` in it (`ident` in `.gitattributes`), so the commit holds another text. Remove the attribute'
    case 'submodule':
      return `\`${cause.path}\` is a submodule, whose files are in another repository. Run the command there with \`-C ${cause.path}\`, or put the files themselves here`
    case 'link':
      return `in the commit \`${cause.path}\` is a symbolic link. Put the files themselves there`
    case 'ignored':
      return 'git ignores it. Remove it from `.gitignore` and commit it'
    case 'assumed-unchanged':
      return `git does not look at it. Run \`git update-index --no-assume-unchanged ${path}\`, and commit it`
    case 'skipped':
      return 'git skips it, as in a sparse checkout. Run `git sparse-checkout disable`, or `git update-index --no-skip-worktree` for this file'
    case 'unknown':
      return `git calls it unchanged, and the commit holds another text. Run \`git add --renormalize ${path}\`, and commit it`
  }
}

export const recordSealTexts = {
  unsealed: 'has no seal: it was not written with the seal secret of the Action',
  foreign: 'has a seal that is not valid: it is of another secret, or was moved',
} as const

export const tooManyChangesText = ({
  count,
  most,
}: Extract<Notice, { code: 'too-many-changes' }>): string =>
  `the plan has ${count} operations, and \`max-changes\` is ${most}: an apply runs none of them`

/** What has not arrived and is in no operation is what the files do not want any more, or what is refused. */
const unfinishedText = ({
  at,
  commit,
  done,
  people,
  planned,
  run,
}: Extract<Notice, { code: 'unfinished-apply' }>): string => {
  const counts = [
    ...(done > 0 ? [`${done} done`] : []),
    ...(planned > 0 ? [`${planned} in this plan`] : []),
    ...(people.length > 0 ? [`${people.length} changed by people`] : []),
  ]
  const runText = run === undefined ? '' : ` (run ${run})`
  const kept =
    people.length === 0
      ? ''
      : `. What people have changed is kept, or may be theirs: look at ${quoteNames(people)}`
  return `an apply of commit ${shortCommit(commit)}${runText} began on ${at.slice(0, 10)} at ${at.slice(11, 16)} UTC and did not finish: ${counts.join(', ')}${kept}`
}

const undeclaredMemberText = ({
  addresses,
  member,
}: Extract<Notice, { code: 'undeclared-member' }>): string => {
  const [shown, rest] = [addresses.slice(0, 3), addresses.length - 3]
  const names = shown.map((each) => `\`${each}\``).join(', ')
  return `Statsig has \`${member}\` that no file declares, so that they are not compared: ${names}${rest > 0 ? ` and ${rest} more` : ''}`
}

const pruneBlockText = (block: PruneBlock): string => {
  switch (block.code) {
    case 'no-commit':
      return 'the files are not committed'
    case 'no-applied-state':
      return 'there is no record of the last apply'
    case 'behind':
      return 'the work tree does not contain the commit that was applied last'
    case 'invalid-base':
      return `the definitions at ${shortCommit(block.commit)} are invalid by today’s rules`
    case 'no-project-recorded':
      return 'the record of the last apply does not name its project'
    case 'no-definitions':
      return 'the files define nothing'
    case 'no-history':
      return 'the history of this clone does not reach the commit that was applied last (a shallow clone?)'
    case 'project-unreadable':
      return 'Statsig does not return the id of the project that the key belongs to'
  }
}

export const deletionProofText = ({ definedIn, removedIn }: DeletionProof): string =>
  `defined at ${shortCommit(definedIn)}, removed in ${shortCommit(removedIn)}`

const shortCommit = (commit: string): string => commit.slice(0, 7)
