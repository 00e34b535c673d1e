// What to do about a conflict where there is no command line, for the log: pages have words of their own.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Operation, Plan } from '../../model.ts'

export const withWaysHere = (plan: Plan, { command }: Pick<Inputs, 'command'>): Plan => ({
  ...plan,
  operations: plan.operations.map((each) => {
    const { refused } = each
    if (refused?.isConflict !== true) return each
    const hint = [...(refused.hint === undefined ? [] : [refused.hint]), wayHere(each, command)]
    return { ...each, refused: { ...refused, hint: hint.join(' ') } }
  }),
})

/** By hand the default branch is applied: once it has won nothing differs from what was applied last. */
const wayHere = ({ action, address }: Operation, command: Inputs['command']): string => {
  const byFile = action === 'update' ? 'write what Statsig has into the file, or ' : ''
  const wins = command === 'apply' ? 'lets the file win' : 'lets the default branch win'
  const again = command === 'apply' ? '' : '; then run this job again'
  return `In GitHub Actions: ${byFile}run the workflow that applies by hand with \`overwrite\` set to \`${address}\`, which ${wins}${again}.`
}
