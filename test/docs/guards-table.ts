// Builds the table of guards: what can keep an operation from running, and what lets it run.
import type { EffectType } from '../../src/model/index.ts'
import type { GuardState, Lift } from '../../src/plan/guards/guard.ts'
import { guards } from '../../src/plan/guards/index.ts'

const stateTexts: Readonly<Record<GuardState, string>> = {
  action: 'the action',
  routes: 'what the API can do',
  'live-status': 'the status in Statsig',
  'live-values': 'the values in Statsig',
  base: 'what was applied last',
  definition: 'the definition',
  references: 'references of other resources',
  'removal-count': 'the number of removals',
  'audit-log': 'the audit log',
  'workflow-inputs': 'the inputs of the workflow',
  'reviewed-plans': 'the reviewed plans',
  'review-settings': 'what Statsig asks to be reviewed',
}

const liftTexts: Readonly<Record<Lift, string>> = {
  'change-file': 'Change the file.',
  'change-in-console': 'Change it in the console.',
  'overwrite-option': 'Pass `--overwrite <address>`.',
  'fetch-record': 'Fetch the record of the last apply.',
  'allow-prune-option': 'Pass `--allow-prune <count>`.',
  'remove-prevent-destroy': 'Remove `preventDestroy` in an earlier apply.',
  'end-experiment': 'Decide or abandon the experiment first.',
  'remove-references': 'Remove the references first.',
  'allow-archive-input': 'Set `allow-archive: true` in the workflow.',
  'bypass-reviews': 'Set `reviews: bypass`.',
  review: 'Merge it with a reviewed pull request, or pass `confirm-plan-hash`.',
}

const effectsText = (effects: 'all' | readonly EffectType[]): string =>
  effects === 'all' ? 'all' : effects.map((each) => `\`${each}\``).join(', ')

export const guardRows = (): readonly (readonly string[])[] =>
  guards.map(({ codes, effects, level, liftedBy, name, scenario, states }) => [
    `\`${name}\``,
    codes.map((code) => `\`${code}\``).join(', '),
    level,
    effectsText(effects),
    states.map((state) => stateTexts[state]).join(', '),
    liftedBy.map((lift) => liftTexts[lift]).join(' Or: '),
    `[${scenario}](../../test/scenarios/${scenario}/)`,
  ])
