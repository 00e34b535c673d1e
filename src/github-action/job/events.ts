// Which events a command may run on: nothing is written to Statsig where strangers can start a run.
import type { Job } from '../../io/actions/job.ts'

/** Why it may not, as a sentence; nothing where it may. */
export const eventRefusal = (
  command: 'validate' | 'plan' | 'apply' | 'drift',
  { defaultBranch, event, ref }: Pick<Job, 'defaultBranch' | 'event' | 'ref'>,
): string | undefined => {
  if (command === 'validate') return undefined
  switch (event.name) {
    case 'unsafe':
      return `\`${command}\` is refused on \`${event.eventName}\`: it runs with secrets on what strangers wrote. Use \`pull_request\` for plans and \`push\` for applies.`
    case 'pull_request':
    case 'merge_group':
      return command === 'plan'
        ? undefined
        : `\`${command}\` is refused on \`${event.name}\`: what is not merged yet is planned, and nothing else.`
    case 'other':
      return command === 'apply'
        ? `\`apply\` is refused on \`${event.eventName}\`: it runs on a push to the default branch, by hand or on a schedule.`
        : undefined
    case 'push':
    case 'workflow_dispatch':
    case 'schedule':
    case 'repository_dispatch':
      return command === 'plan' ? undefined : branchRefusal(command, ref, defaultBranch)
  }
}

/** What is there once it is merged is compared, and proposed, from there alone. */
const branchRefusal = (
  command: 'apply' | 'drift',
  ref: string,
  branch: string | undefined,
): string | undefined => {
  if (branch === undefined)
    return command === 'apply'
      ? '`apply` is refused: nothing says which branch is the default one.'
      : undefined
  return ref === `refs/heads/${branch}`
    ? undefined
    : `\`${command}\` is refused on \`${ref}\`: it runs on the default branch, \`${branch}\`.`
}
