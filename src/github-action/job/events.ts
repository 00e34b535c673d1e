// Decides on which events a command may run. An event that strangers can cause never writes to Statsig.
import type { Job } from '../../io/actions/job.ts'

/** Why the command may not run, as a sentence; `undefined` if it may. */
export const eventRefusal = (
  command: 'validate' | 'plan' | 'apply' | 'drift',
  { defaultBranch, event, ref }: Pick<Job, 'defaultBranch' | 'event' | 'ref'>,
): string | undefined => {
  if (command === 'validate') return undefined
  switch (event.name) {
    case 'unsafe':
      return `\`${command}\` is refused on \`${event.eventName}\`: this event runs with secrets on content that strangers wrote. Use \`pull_request\` for plans and \`push\` for applies.`
    case 'pull_request':
    case 'merge_group':
      return command === 'plan'
        ? undefined
        : `\`${command}\` is refused on \`${event.name}\`: commits that are not merged can only be planned. Use \`command: plan\`.`
    case 'other':
      return command === 'apply'
        ? `\`apply\` is refused on \`${event.eventName}\`: it needs \`push\` to the default branch, \`workflow_dispatch\` or \`schedule\`.`
        : undefined
    case 'push':
    case 'workflow_dispatch':
    case 'schedule':
    case 'repository_dispatch':
      return command === 'plan' ? undefined : branchRefusal(command, ref, defaultBranch)
  }
}

/** Only merged commits are applied or compared, so that the run must be on the default branch. */
const branchRefusal = (
  command: 'apply' | 'drift',
  ref: string,
  branch: string | undefined,
): string | undefined => {
  if (branch === undefined)
    return command === 'apply'
      ? '`apply` is refused: the payload of the event does not name the default branch.'
      : undefined
  return ref === `refs/heads/${branch}`
    ? undefined
    : `\`${command}\` is refused on \`${ref}\`: run it on the default branch, \`${branch}\`.`
}
