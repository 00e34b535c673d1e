// Pages that a reviewer could meet, as plain data.
import { error, warning } from '../../../src/core/diagnostic.ts'
import type { Edit } from '../../../src/fields/difference.ts'
import type { KeptDifference, Outcome, Plan, Report } from '../../../src/model/index.ts'
import type { RunPageContext } from '../../../src/report/markdown/pages/context.ts'
import type { PageState } from '../../../src/report/markdown/pages/state.ts'
import type { Drift } from '../../../src/summary/drift.ts'
import { at, operation, planOf } from '../builders.ts'

const head = '9f3c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4'
export const here: RunPageContext = {
  target: 'production',
  repository: 'acme/flags',
  server: 'https://github.com',
  head,
  base: { ref: 'main', id: '41d0e77a0b1c2d3e4f5061728394a5b6c7d8e9f0' },
  root: 'config/',
  run: { number: 128, url: 'https://github.com/acme/flags/actions/runs/9000001' },
}
export const marker = '<!-- statsig-gitops eyJ2IjoxfQ -->'

const edit = (label: string, before: Edit['before'], after: Edit['after'], more = {}): Edit => ({
  pointer: `/${label.replace(/\[\w+\]/g, '/0').replaceAll('.', '/')}`,
  label,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  ...more,
})

const place = (file: string, line: number) => ({ file, line, column: 1 })
const bo = { type: 'person', by: 'bo@example.com', at: '2026-11-20T15:08:31Z' } as const

const create = operation('experiment', 'search_rank', 'create', {
  id: 'create-search-rank',
  dependsOn: ['create-tag'],
  at: place('statsig/experiments/search_rank.yaml', 1),
  members: {
    id: 'search_rank',
    name: 'Search rank',
    hypothesis: 'A better order of results\nleads to more clicks.',
    groups: [
      { name: 'Control', size: 50, parameterValues: { rank: 'old' } },
      { name: 'Test', size: 50, parameterValues: { rank: 'new' } },
    ],
  },
})
const tag = operation('tag', 'search', 'create', {
  id: 'create-tag',
  cautions: [{ code: 'created-on-reference', by: at('experiment', 'search_rank'), near: 'Search' }],
  members: { name: 'search' },
  at: place('statsig/experiments/search_rank.yaml', 4),
})
const start = operation('experiment', 'search_rank', 'start', {
  id: 'start-search-rank',
  dependsOn: ['create-search-rank'],
  at: place('statsig/experiments/search_rank.yaml', 3),
  edits: [edit('status', 'setup', 'active')],
})
const widen = operation('gate', 'new_checkout', 'update', {
  id: 'update-checkout',
  at: place('statsig/gates/new_checkout.yaml', 12),
  edits: [
    edit(
      'description',
      'The one-page checkout',
      'The one-page checkout, for everybody\nin the EU.',
    ),
    edit('rules[Beta].passPercentage', 10, 100),
    edit(
      'rules[Friends]',
      undefined,
      { name: 'Friends', passPercentage: 25, conditions: [] },
      {
        pointer: '/rules/1',
        item: 'added',
      },
    ),
    edit('rules[Old]', { name: 'Old', passPercentage: 5, conditions: [] }, undefined, {
      pointer: '/rules',
      item: 'removed',
    }),
  ],
  cautions: [
    {
      code: 'new-item',
      pointer: '/rules/1',
      label: 'rules[Friends]',
      detail: 'users of this rule are assigned again',
    },
  ],
})
const ids = operation('segment', 'testers', 'update', {
  id: 'update-testers',
  subResource: 'ids',
  at: place('statsig/segments/testers.yaml', 3),
  edits: [
    edit('ids', undefined, undefined, {
      counts: { added: 3, removed: 1, total: 1204, unit: 'ids' },
    }),
  ],
})
const archive = operation('gate', 'legacy_checkout', 'archive', {
  id: 'archive-legacy',
  at: place('statsig/gates/legacy.yaml', 4),
  dependsOn: ['update-checkout'],
  cautions: [{ code: 'changed-since-apply', labels: ['description'] }],
})
const { at: _, ...gone } = operation('metric', 'Old revenue::sum', 'delete', {
  id: 'delete-revenue',
  deletionProof: { definedIn: '3ab1761', removedIn: '9f3c2ab' },
  cautions: [{ code: 'cannot-be-undone' }],
})
const overwrite = operation('dynamic_config', 'banner', 'update', {
  id: 'update-banner',
  at: place('statsig/dynamic_configs/banner.yaml', 2),
  edits: [edit('isEnabled', false, true), edit('description', 'By hand', 'The banner')],
  overwrites: [{ code: 'edit', label: 'isEnabled' }],
  author: bo,
})
const conflict = operation('gate', 'dark_mode', 'update', {
  id: 'update-dark',
  at: place('statsig/gates/dark_mode.yaml', 2),
  edits: [edit('description', 'By hand', 'From git')],
  refusal: {
    isConflict: true,
    code: 'changed-in-both',
    labels: ['description'],
  },
  author: bo,
})
const frozen = operation('metric', 'Signups::count', 'update', {
  id: 'update-signups',
  at: place('statsig/metrics/signups.yaml', 5),
  edits: [edit('metricEvents', ['signup'], ['signup', 'sign_up'])],
  refusal: {
    code: 'immutable',
    fields: ['metricEvents'],
    detail: 'the definition of a metric of this type cannot be changed through Statsig’s API',
    advice: 'Describe a new metric, such as `Signups_v2`.',
  },
})

const drifted: KeptDifference = {
  address: at('gate', 'new_checkout'),
  cause: 'drift',
  reason: { code: 'drift' },
  edits: [edit('description', 'By hand', 'The one-page checkout')],
  at: place('statsig/gates/new_checkout.yaml', 5),
  sensitive: [],
  author: bo,
}
const protective: KeptDifference = {
  ...drifted,
  address: at('gate', 'fast_path'),
  cause: 'restrictive',
  edits: [edit('isEnabled', false, true)],
  isDefinitionUnchanged: true,
}
const strange: KeptDifference = {
  ...drifted,
  address: at('gate', 'from_before'),
  cause: 'not-yet-managed',
  reason: { code: 'not-yet-managed' },
  author: { type: 'api-key', by: 'terraform', at: '2026-10-02T08:00:00Z' },
}
const ahead: KeptDifference = {
  ...drifted,
  address: at('experiment', 'old_test'),
  cause: 'ahead',
  reason: {
    code: 'ignored-in-state',
    detail: 'it was decided in Statsig: delete `status`, or write `status: decided`',
  },
  edits: [],
}

const facts = {
  requests: 9,
  forecastSeconds: 4,
  source: 'Compared with Statsig at statsigapi.net, and with what was applied last (3ab1761).',
}
const risky = planOf([gone, archive, tag, create, start, overwrite, widen, ids, conflict, frozen], {
  kept: [drifted, protective, ahead],
  unchanged: 214,
  digest: '5b1e9c0d'.repeat(8),
})
const quiet: Plan = planOf([tag], { unchanged: 214 })

const done = (of: Outcome['operation']): Outcome => ({ status: 'done', operation: of, notes: [] })
const partly: Report = {
  outcomes: [
    done(tag),
    {
      status: 'done',
      operation: create,
      notes: [{ code: 'differs-after-write', label: 'groups[Test].size' }],
    },
    {
      status: 'failed',
      operation: widen,
      reason: {
        code: 'not-accepted',
        detail: 'Statsig answered 500 three times (request 7f3a)',
      },
      wrote: 'unknown',
      isStale: false,
      isKeyRefused: false,
    },
    {
      status: 'skipped',
      operation: archive,
      reason: { code: 'prerequisite', address: widen.address, action: 'update', outcome: 'failed' },
    },
    { status: 'pending-review', operation: start, reason: { code: 'in-review' } },
    done(overwrite),
  ],
  nonConverged: [{ address: overwrite.address, edits: [edit('isEnabled', false, true)] }],
}

/** By the name of the file that shows it. */
export const states: Readonly<Record<string, PageState>> = {
  planned: {
    is: 'planned',
    plan: risky,
    details: facts,
    diagnostics: [
      warning('undocumented-operator', 'The operator `any_of` is not one that Statsig documents.', {
        at: place('statsig/gates/new_checkout.yaml', 31),
        hint: 'Did you mean `any`?',
      }),
    ],
    pending: new Set(['update-testers', 'update-banner']),
    isPull: true,
  },
  'planned-small': {
    is: 'planned',
    plan: quiet,
    details: { ...facts, requests: 1, forecastSeconds: 0 },
    diagnostics: [],
    isPull: true,
  },
  'no-changes': {
    is: 'planned',
    plan: planOf([], { unchanged: 214 }),
    details: facts,
    diagnostics: [],
    isPull: true,
  },
  'not-yet-managed': {
    is: 'planned',
    plan: planOf([], {
      kept: [
        strange,
        { ...strange, address: at('gate', 'also_before'), author: { type: 'unknown' } },
      ],
      unmanaged: [
        {
          address: at('gate', 'new_checkout'),
          label: 'description',
          live: 'By hand',
          sensitive: [],
        },
      ],
      notices: [{ code: 'no-applied-state', target: 'production' }],
      origin: {},
      unchanged: 3,
    }),
    details: { ...facts, requests: 0 },
    diagnostics: [],
    isPull: false,
  },
  invalid: {
    is: 'invalid',
    diagnostics: [
      error('unknown-field', 'A gate has no field `isEnable`.', {
        at: place('statsig/gates/new checkout.yaml', 3),
        hint: 'Did you mean `isEnabled`?',
      }),
      error('missing-id', 'The definition does not say which gate it is.', {
        at: place('statsig/gates/other.yaml', 1),
        hint: 'Add `id: other`.',
      }),
      warning('undocumented-operator', 'The operator `any_of` is not one that Statsig documents.', {
        at: place('statsig/gates/other.yaml', 9),
      }),
    ],
  },
  refused: {
    is: 'refused',
    reason: 'the key is of the project `Playground`, and the target `production` names `Acme`',
  },
  failed: {
    is: 'failed',
    reason: 'Statsig did not answer within 30 seconds, three times in a row.',
    previous: 'abc1234567890abcdef1234567890abcdef12345',
  },
  unplanned: {
    is: 'unplanned',
    why: 'fork',
    files: 12,
    definitions: 34,
    unchecked: 3,
    diagnostics: [],
  },
  applied: {
    is: 'applied',
    plan: planOf([tag, create], { unchanged: 214, digest: '5b1e9c0d'.repeat(8) }),
    details: facts,
    report: { outcomes: [done(tag), done(create)], nonConverged: [] },
    recorded: ['Recorded `9f3c2ab` as applied to `production`.'],
    alreadyApplied: 1,
  },
  'partly-applied': {
    is: 'applied',
    plan: planOf([tag, create, widen, archive, start, overwrite], { digest: '5b1e9c0d'.repeat(8) }),
    details: facts,
    report: partly,
    recorded: ['Nothing was recorded, since not everything was applied.'],
    alreadyApplied: 0,
  },
  'not-applied': {
    is: 'not-applied',
    plan: planOf([tag, create, widen, archive]),
    details: facts,
    why: 'plan-changed',
    reason: '2 of 4 operations were not part of the plan that was reviewed in pull request 41',
    unreviewed: new Set(['update-checkout', 'archive-legacy']),
  },
}

export const drift: Drift = {
  target: 'production',
  notices: [],
  kept: [drifted, protective, strange],
  conflicts: [conflict],
  comparedCount: 220,
}
