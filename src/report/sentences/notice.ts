// Makes the sentences of a plan's notices and of the proof of a deletion in git.
import type { Behind, DeletionProof, Notice, PruneBlock } from '../../model/index.ts'
import { appliedRefName } from '../../model/record-name.ts'

export const noticeText = (notice: Notice): string => {
  switch (notice.code) {
    case 'setting-pending':
      return `\`${notice.setting}: ${notice.to}\` takes effect after this apply: \`${notice.from}\` still applies`
    case 'no-applied-state':
      return `this is the first run: no applied state is recorded (${appliedRefName({ root: '', ...notice })}). Existing resources that differ are not changed`
    case 'former-record':
      return `the last apply is recorded in ${notice.ref}, of a root or target that is gone and whose definitions are here. The next apply is recorded in ${notice.own}`
    case 'possible-records':
      return `these records may be of the same definitions under a former root or target: ${notice.refs.join(', ')}. To continue one of them, run \`git update-ref ${notice.own} ${notice.refs[0] ?? ''}\``
    case 'shallow':
    case 'behind':
      return behindText(notice)
    case 'pruning-off':
      return `\`prune\` archives and deletes nothing in this run: ${pruneBlockText(notice.block)}`
    case 'too-many-changes':
      return tooManyChangesText(notice)
  }
}

export const behindText = ({ code, commit }: Behind): string => {
  switch (code) {
    case 'shallow':
      return `this clone is shallow and does not show whether it contains ${shortCommit(commit)}, the commit that was applied last. Fetch the history with \`git fetch --unshallow\``
    case 'behind':
      return `this work tree does not contain ${shortCommit(commit)}, the commit that was applied last, and an apply would undo its changes. Merge it first`
  }
}

export const tooManyChangesText = ({
  count,
  most,
}: Extract<Notice, { code: 'too-many-changes' }>): string =>
  `the plan has ${count} operations, and \`max-changes\` is ${most}: an apply runs none of them`

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
