// What else is done to a dynamic config: switched, archived, looked back on, one rule at a time.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badField, notFound } from '../../core/api-error.ts'
import { accepted, flag, judged, type Keys, text } from '../../core/body-schema.ts'
import type { Answer, Call, Route, World } from '../../core/context.ts'
import { answer, bodyOf, found, save } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { pending } from '../../shared/pending-review.ts'
import { requireRuleTargets } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { bare } from '../../shared/serialize.ts'
import { read } from './dynamic-config-body.ts'
import { withoutStale } from './dynamic-config-json5.ts'
import { partialRule, rulesAfter } from './dynamic-config-rules.ts'
import { refuseBySchema } from './dynamic-config-schema.ts'

export const MISSING = 'Dynamic config not found.'

/** The status after an update that may carry `isEnabled`. */
export const statusAfter = ({ status = 'Enabled' }: Members, isEnabled: Json | undefined): Json =>
  isEnabled === undefined || status === 'Archived' ? status : isEnabled ? 'Enabled' : 'Disabled'

/** Stores a change, and what was there before it; or has it wait for a reviewer. */
export const kept = (call: Call, live: Members, next: Members): Members =>
  call.underReview
    ? pending(call, 'dynamic_configs', live)
    : save(call.world, 'dynamic_configs', {
        ...next,
        $versions: [bare(live), ...membersIn(live['$versions'])].slice(0, VERSIONS_KEPT),
      })

const VERSIONS_KEPT = 10

const archived = (world: World, live: Members): Members =>
  live['status'] === 'Archived'
    ? {}
    : {
        status: 'Archived',
        $before: { status: live['status'] ?? 'Enabled', isEnabled: live['isEnabled'] ?? true },
        ...(world.has('archive-keeps-enabled') ? {} : { isEnabled: false }),
      }

const unarchived = (world: World, live: Members): Members => {
  if (live['status'] !== 'Archived') return {}
  if (world.has('unarchive-disables')) return { status: 'Disabled', isEnabled: false }
  const before = live['$before']
  return { status: 'Enabled', isEnabled: true, ...(isMembers(before) ? before : {}) }
}

const verb = (
  name: string,
  takes: Keys,
  change: (world: World, live: Members) => Members,
): Route => ({
  method: 'PUT',
  path: `dynamic_configs/*/${name}`,
  handle: (call) => {
    const live = found(call, 'dynamic_configs', MISSING)
    accepted(bodyOf(call), takes, [])
    const config = kept(call, live, { ...live, ...change(call.world, live) })
    return answer('Dynamic config updated successfully.', read(call.world, config))
  },
})

const listVersions = (call: Call): Answer => {
  const live = found(call, 'dynamic_configs', MISSING)
  const rows = [live, ...membersIn(live['$versions'])]
  const message = 'Dynamic Config versions listed successfully.'
  return listed(call, message, 'dynamic_configs', rows, read)
}

export const configVerbs: readonly Route[] = [
  verb('enable', {}, () => ({ isEnabled: true, status: 'Enabled' })),
  verb('disable', {}, () => ({ isEnabled: false, status: 'Disabled' })),
  verb('archive', { forceArchive: flag, archiveReason: text() }, archived),
  verb('unarchive', { unarchiveReason: text() }, unarchived),
  { method: 'GET', path: 'dynamic_configs/*/versions', pages: true, handle: listVersions },
]

const rulesIn = (object: Members): readonly Members[] => membersIn(object['rules'])

const isNamed = (call: Call, { id, baseID }: Members): boolean =>
  [id, baseID].includes(call.params[1] ?? '')

const readRules = (call: Call): Answer => {
  const live = found(call, 'dynamic_configs', MISSING)
  const message = 'Dynamic Config rules read successfully.'
  // One row, which holds all of them.
  return listed(call, message, 'dynamic_configs', [live], (world, config) => ({
    rules: rulesIn(read(world, config)),
  }))
}

const readRule = (call: Call): Answer => {
  const config = read(call.world, found(call, 'dynamic_configs', MISSING))
  const rule = rulesIn(config).find((one) => isNamed(call, one))
  if (rule) return answer('Dynamic Config rules read successfully.', rule)
  throw notFound('Not Found. The requested resource could not be found.')
}

const changeRule = (
  call: Call,
  message: string,
  change: (rule: Members) => readonly Members[],
): Answer => {
  const live = found(call, 'dynamic_configs', MISSING)
  if (!rulesIn(live).some((rule) => isNamed(call, rule)))
    throw badField('rules', 'A provided rule ID does not match an existing rule ID')
  const sent = rulesIn(live).flatMap((rule) => (isNamed(call, rule) ? change(rule) : [rule]))
  const next = { ...live, rules: rulesAfter(call.world, sent, rulesIn(live)) }
  refuseBySchema(call.world, next)
  return answer(message, read(call.world, kept(call, live, next)))
}

const updateRule = (call: Call): Answer => {
  const body = judged(bodyOf(call), partialRule)
  const changes = isMembers(body) ? body : {}
  requireRuleTargets(call.world, [changes])
  return changeRule(call, 'Dynamic Config rules updated successfully.', (rule) => {
    const { id = null, baseID = null } = rule
    return [{ ...withoutStale(rule, changes, ['returnValue']), ...changes, id, baseID }]
  })
}

export const ruleRoutes: readonly Route[] = [
  { method: 'GET', path: 'dynamic_configs/*/rules', handle: readRules },
  { method: 'GET', path: 'dynamic_configs/*/rule/*', handle: readRule },
  { method: 'PATCH', path: 'dynamic_configs/*/rule/*', handle: updateRule },
  {
    method: 'DELETE',
    path: 'dynamic_configs/*/rule/*',
    handle: (call) => changeRule(call, 'Dynamic Config rule deleted successfully.', () => []),
  },
]
