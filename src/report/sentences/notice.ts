// Notices of a plan, and what git proves, in words.
import type { Behind, Evidence, Notice, PruningDoubt } from '../../model.ts'

export const noticeText = (notice: Notice): string => {
  switch (notice.code) {
    case 'setting-not-yet':
      return `\`${notice.setting}: ${notice.to}\` takes effect once this is applied: \`${notice.from}\` is still in force`
    case 'nothing-recorded':
      return `nothing is recorded as applied (refs/statsig-gitops/${notice.target}/applied): what exists in Statsig and differs is held`
    case 'shallow':
    case 'behind':
      return behindText(notice)
    case 'pruning-off':
      return `pruning is off for this run: ${doubtText(notice.because)}`
    case 'too-many-changes':
      return tooManyText(notice)
  }
}

export const behindText = ({ code, commit }: Behind): string => {
  switch (code) {
    case 'shallow':
      return `this clone is shallow, and does not tell whether it contains ${short(commit)}, which was applied last. Fetch the history with \`git fetch --unshallow\``
    case 'behind':
      return `this work tree does not contain ${short(commit)}, which was applied last: what came with it would be undone. Merge it first`
  }
}

export const tooManyText = ({
  count,
  most,
}: Extract<Notice, { code: 'too-many-changes' }>): string =>
  `${count} operations are more than \`max-changes\` allows (${most}): an apply would do none of them`

const doubtText = (doubt: PruningDoubt): string => {
  switch (doubt.code) {
    case 'no-commit':
      return 'the files are not those of a commit'
    case 'nothing-recorded':
      return 'nothing tells what was applied last'
    case 'behind':
      return 'the work tree is behind what was applied'
    case 'faulty-base':
      return `the definitions at ${short(doubt.commit)} have faults by today’s rules`
    case 'no-project-recorded':
      return 'nothing tells to which project it was applied'
    case 'no-definitions':
      return 'there are no definitions at all'
    case 'no-history':
      return 'the history does not reach back to what was applied (a shallow clone?)'
    case 'project-not-shown':
      return 'Statsig does not say which project the key is of'
  }
}

export const evidenceText = ({ by, from }: Evidence): string =>
  `defined at ${short(from)}, removed in ${short(by)}`

const short = (commit: string): string => commit.slice(0, 7)
