// States with texts of others in every place that holds text.
import { error, note, warning } from '../../../src/core/diagnostic.ts'
import type { Edit } from '../../../src/fields/difference.ts'
import {
  isConflict,
  type KeptDifference,
  type Outcome,
  type Plan,
} from '../../../src/model/index.ts'
import type { RunPageContext } from '../../../src/report/markdown/pages/context.ts'
import type { PageState } from '../../../src/report/markdown/pages/state.ts'
import type { Drift } from '../../../src/summary/drift.ts'
import { at, operation, refusal } from '../builders.ts'
import { here } from './samples.ts'

/** A text for each place, by a name of ours. */
export type StateWithTexts = (place: string) => string

const place = (told: StateWithTexts, name: string) => ({
  file: `x${told(name)}.yaml`,
  line: 7,
  column: 1,
})

const editsOf = (told: StateWithTexts): readonly Edit[] => [
  { pointer: '/a', label: told('label'), before: told('before'), after: `${told('after')}!` },
  {
    pointer: '/b',
    label: 'b',
    multiline: true,
    before: `${told('before')}\nx`,
    after: `x\n${told('after')}`,
  },
  { pointer: '/c', label: 'c', before: [told('before')], after: { [told('key')]: told('after') } },
  {
    pointer: '/rules/0',
    label: `rules[${told('rule')}]`,
    item: 'added',
    after: { name: told('rule'), lines: `${told('before')}\n${told('after')}` },
  },
  { pointer: '/rules', label: `rules[${told('gone')}]`, item: 'removed', before: told('gone') },
  { pointer: '/rules', label: 'order', item: 'order', before: [told('rule'), 'b'], after: ['b'] },
  { pointer: '/ids', label: 'ids', counts: { added: 1, removed: 2, total: 3, unit: told('ids') } },
]

const planOf = (told: StateWithTexts): Plan => {
  const edits = editsOf(told)
  const by = { type: 'person', by: told('author'), at: '2026-01-01T14:02:00Z' } as const
  const create = operation('gate', told('created'), 'create', {
    members: { [told('key')]: told('value'), lines: `${told('value')}\n${told('value')}` },
    cautions: [{ code: 'sends-unreadable', fields: [told('caution')] }],
    at: place(told, 'file'),
  })
  const update = operation('gate', `u${told('updated')}`, 'update', {
    edits,
    subResource: told('part'),
    deletionProof: { definedIn: told('evidence'), removedIn: told('evidence') },
    overwrites: [
      { code: 'edit', label: told('label') },
      { code: 'edit', label: told('gone') },
    ],
    author: by,
    cautions: [
      { code: 'changed-since-apply', labels: [told('caution')] },
      {
        code: 'new-item',
        pointer: '/rules/0',
        label: `rules[${told('rule')}]`,
        detail: told('lost'),
      },
    ],
    dependsOn: [create.id],
    at: place(told, 'file'),
  })
  const gone = operation('metric', `g${told('gone')}`, 'delete', {
    cautions: [{ code: 'sends-unreadable', fields: [told('caution')] }],
  })
  const [few, most] = [edits.slice(0, 1), edits.slice(0, 2)]
  const refused = operation('gate', `r${told('refused')}`, 'update', {
    edits: few,
    refusal: refusal(told('reason'), told('hint')),
  })
  const conflict = operation('gate', `c${told('refused')}`, 'update', {
    edits: most,
    author: by,
    refusal: { isConflict: true, code: 'changed-in-both', labels: [told('label')] },
  })
  const held = (
    because: KeptDifference['cause'],
    more: Partial<KeptDifference> = {},
  ): KeptDifference => ({
    address: at('gate', told('held')),
    cause: because,
    reason: { code: 'ignored-in-state', detail: told('reason') },
    edits: few,
    sensitive: [],
    author: by,
    at: place(told, 'file'),
    ...more,
  })
  return {
    version: 2,
    target: told('target'),
    operations: [create, update, gone, refused, conflict],
    kept: [
      held('drift', { edits }),
      held('restrictive', { isDefinitionUnchanged: true }),
      held('not-yet-managed'),
      held('ahead'),
      held('deleted', { edits: [] }),
    ],
    unmanaged: [
      { address: at('gate', told('released')), sensitive: [] },
      { address: at('gate', 'x'), label: told('label'), live: told('value'), sensitive: [] },
    ],
    notices: [
      { code: 'no-applied-state', target: told('notice') },
      {
        code: 'setting-changed',
        setting: 'ignoreChanges',
        of: told('setting'),
        after: [told('setting')],
        effect: 'loosens',
        isPending: true,
      },
    ],
    origin: {},
    unchanged: 12,
    digest: 'd'.repeat(64),
  }
}

export const pageOf = (told: StateWithTexts): RunPageContext => ({
  ...here,
  target: told('target'),
  base: { ref: told('branch'), id: here.base?.id ?? '' },
  root: `${told('folder')}/`,
})

export const driftOf = (told: StateWithTexts): Drift => {
  const { kept, notices, operations, target } = planOf(told)
  const conflicts = operations.filter(({ refusal }) => isConflict(refusal))
  return { kept, notices, target, conflicts, comparedCount: 3 }
}

export const statesOf = (told: StateWithTexts): Readonly<Record<string, PageState>> => {
  const plan = planOf(told)
  const facts = { requests: 3, forecastSeconds: 2, source: told('source') }
  const [create, update, ...others] = plan.operations
  const diagnostics = [
    error('invalid-value', told('message'), { at: place(told, 'file'), hint: told('hint') }),
    warning('invalid-value', told('message')),
    note('invalid-value', told('message')),
  ]
  const outcomes: readonly Outcome[] = [
    ...(create
      ? [
          {
            status: 'done',
            operation: create,
            notes: [{ code: 'differs-after-write', label: told('note') }],
          } as const,
        ]
      : []),
    ...(update
      ? [
          { status: 'pending-review', operation: update, reason: { code: 'in-review' } } as const,
          {
            status: 'skipped',
            operation: update,
            reason: {
              code: 'prerequisite',
              address: at('gate', told('reason')),
              action: 'update',
              outcome: 'failed',
            },
          } as const,
        ]
      : []),
    ...others.map(
      (each) =>
        ({
          status: 'failed',
          operation: each,
          reason: { code: 'not-accepted', detail: told('reason') },
          wrote: 'unknown',
          isStale: true,
          isKeyRefused: false,
        }) as const,
    ),
  ]
  return {
    planned: {
      is: 'planned',
      plan,
      details: facts,
      diagnostics,
      isPull: true,
      pending: new Set(create ? [create.id] : []),
    },
    empty: {
      is: 'planned',
      plan: { ...plan, operations: [], kept: [], unmanaged: [] },
      details: facts,
      diagnostics: [],
      isPull: true,
    },
    invalid: { is: 'invalid', diagnostics },
    refused: { is: 'refused', reason: told('reason') },
    failed: { is: 'failed', reason: told('reason'), previous: told('previous') },
    unplanned: {
      is: 'unplanned',
      why: 'no-key',
      files: 1,
      definitions: 2,
      unchecked: 3,
      diagnostics,
    },
    applied: {
      is: 'applied',
      plan,
      details: facts,
      report: {
        outcomes,
        nonConverged: update ? [{ address: update.address, edits: update.edits }] : [],
        verificationError: { code: 'read-failed', detail: told('reason') },
      },
      recorded: [told('recorded')],
      alreadyApplied: 1,
    },
    'not-applied': {
      is: 'not-applied',
      plan,
      details: facts,
      why: 'plan-changed',
      reason: told('reason'),
      unreviewed: new Set(update ? [update.id] : []),
    },
  }
}
