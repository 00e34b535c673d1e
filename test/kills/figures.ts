// Counts what became of the boundaries of a drill, for the documentation.
import { appendFileSync } from 'node:fs'
import { type Verdict, verdictText } from './verdict.ts'

/** Prints what fails, hands the figures to the campaign, and answers with the failures. */
export const reportVerdicts = (
  mode: string,
  plan: string,
  variation: string,
  verdicts: readonly Verdict[],
): readonly string[] => {
  const failed = verdicts.filter(({ end }) => end === 'failed')
  const count = (wanted: Verdict['end']): number =>
    verdicts.filter(({ end }) => end === wanted).length
  const row = {
    name: `${mode}, ${plan}, ${variation}`,
    tried: verdicts.length,
    failed: failed.length,
    classes: { mended: count('mended'), person: count('person') },
  }
  const file = process.env['CAMPAIGN_FIGURES']
  if (file !== undefined) {
    appendFileSync(file, `${JSON.stringify(row)}\n`)
    console.log(JSON.stringify(row), failed.map(verdictText).join('\n'))
  }
  return failed.map(verdictText)
}
