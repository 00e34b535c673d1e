// The text of an apply that stops at the record of the last apply: what is wrong with it, and the commands that repair it.
import type { UntrustedRecordFinding } from '../../reasons/untrusted-record.ts'
import { recordSealTexts } from '../sentences/notice.ts'

/** `repository` is `owner/name`. */
export const untrustedRecordText = (
  finding: UntrustedRecordFinding,
  ref: string,
  repository: string,
): string => {
  const found = finding.found === undefined ? '' : ` at ${finding.found.slice(0, 7)}`
  const record = `The record of the last apply, \`${ref}\`${found},`
  const restore = `\`gh api ${restoreArguments(finding, ref, repository)}\``
  switch (finding.code) {
    case 'unsealed':
    case 'foreign':
      return [
        `${record} ${recordSealTexts[finding.code]}.`,
        `Look at it: \`git fetch origin ${ref} && git show FETCH_HEAD\`.`,
        `If it says what is applied, seal it: run this workflow by hand with \`confirm-record: ${finding.found}\`, or run \`statsig-gitops apply --record-base\` with \`STATSIG_GITOPS_SEAL\`.`,
        ...(finding.newest === undefined
          ? []
          : [`If not, set the ref to the newest sealed record: ${restore}.`]),
      ].join(' ')
    case 'set-back':
      return [
        `${record} ${finding.found === undefined ? 'is missing' : 'went back'}: the comment of a pull request names a newer one, ${finding.newest.slice(0, 7)}.`,
        `Restore it: ${restore}.`,
        `If the newer record is wrong, run this workflow by hand with \`confirm-record: ${finding.found ?? 'none'}\`.`,
      ].join(' ')
  }
}

const restoreArguments = (
  { found, newest }: UntrustedRecordFinding,
  ref: string,
  repository: string,
): string =>
  found === undefined
    ? `--method POST repos/${repository}/git/refs --field ref=${ref} --field sha=${newest}`
    : `--method PATCH repos/${repository}/git/${ref} --field sha=${newest} --field force=true`
