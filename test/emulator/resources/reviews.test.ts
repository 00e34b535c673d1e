// Reviews as resources: who opens, decides and commits them, and what a commit does.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { Behavior } from '../../../src/emulator/index.ts'
import { at, open, type Project, rule } from '../client.ts'

const person = { 'emulator-user': 'ada@example.com' }
const opened = async (behaviors: readonly Behavior[] = []): Promise<Project> => {
  const project = await open({ behaviors })
  await project.send('POST', 'gates', { name: 'banner', rules: [rule('All', 10)] })
  return project
}
const raise: JsonObject = { description: 'Raise', change: { rules: [rule('All', 50)] } }

const openReview = async ({ send }: Project, path = 'gates/banner', body: Json = raise) => {
  const { data, status } = await send('POST', `${path}/reviews`, body)
  expect(status).toBe(201)
  return `${path}/reviews/${at(data, 'review_id')}`
}

test('a review waits, is approved by a person, and does what a write does once it is committed', async () => {
  const project = await opened()
  const { emulator, send } = project
  const review = await openReview(project)
  const { data } = await send('GET', review)
  expect(data).toMatchObject({
    status: 'pending',
    type: 'rules',
    description: 'Raise',
    content: {
      type: 'rules',
      current: { rules: [{ passPercentage: 10 }] },
      proposed: { rules: [{ passPercentage: 50 }] },
    },
  })
  expect(at((await send('GET', 'gates/banner')).data, 'activeReview', 'reviewStatus')).toBe(
    'pending',
  )
  expect((await send('PUT', `${review}/commit`, {})).status).toBe(400)
  expect((await send('PUT', `${review}/approve`, {})).status).toBe(403)
  expect((await send('PUT', `${review}/approve`, {}, person)).status).toBe(200)
  expect(at(emulator.object('gates', 'banner'), 'rules', 0, 'passPercentage')).toBe(10)
  expect((await send('PUT', `${review}/commit`, {})).status).toBe(200)
  expect(at(emulator.object('gates', 'banner'), 'rules', 0, 'passPercentage')).toBe(50)
  expect(at(emulator.object('gates', 'banner'), 'activeReview')).toBeUndefined()
  expect(at((await send('GET', 'gates/banner/reviews')).data, 0)).toMatchObject({
    status: 'committed',
  })
})

test('a commit changes nothing but what the review is about, also what was changed since', async () => {
  const project = await opened()
  const { emulator, send } = project
  const review = await openReview(project)
  emulator.review('gates', 'banner', 'approve')
  await send('PATCH', 'gates/banner', { isEnabled: false }, person)
  expect((await send('PUT', `${review}/commit`, {})).status).toBe(200)
  expect(emulator.object('gates', 'banner')).toMatchObject({
    isEnabled: false,
    rules: [{ passPercentage: 50 }],
  })
  expect((await send('PUT', `${review}/approve`, {}, person)).status).toBe(400)
})

test('the audit log names what was done to a review as the document does', async () => {
  const project = await opened()
  const { emulator, send } = project
  const review = await openReview(project)
  await send('DELETE', review)
  await openReview(project)
  emulator.review('gates', 'banner', 'reject')
  const accepted = await openReview(project)
  emulator.review('gates', 'banner', 'approve')
  await send('PUT', `${accepted}/commit`, {})
  const { data } = await send('GET', 'audit_logs?limit=100')
  const actions = (Array.isArray(data) ? data : []).map((each) => at(each, 'actionType'))
  expect(actions.toReversed()).toEqual([
    'gate_create',
    ...['config_review_create', 'config_review_delete'],
    ...['config_review_create', 'config_review_reject'],
    ...['config_review_create', 'config_review_accept', 'config_review_commit', 'gate_update'],
  ])
})

test('a list shows no content, the newest first, and one review is open at a time', async () => {
  const project = await opened()
  const first = await openReview(project)
  expect((await project.send('POST', 'gates/banner/reviews', raise)).status).toBe(400)
  project.emulator.review('gates', 'banner', 'reject')
  await openReview(project)
  const { data } = await project.send('GET', 'gates/banner/reviews')
  expect([at(data, 0, 'status'), at(data, 1, 'status')]).toEqual(['pending', 'rejected'])
  expect(at(data, 0, 'content')).toBeUndefined()
  expect(first).toContain(String(at(data, 1, 'review_id')))
})

test('a review that is cancelled is gone, and the change is not made', async () => {
  const project = await opened()
  const review = await openReview(project)
  expect((await project.send('DELETE', review)).status).toBe(200)
  expect((await project.send('GET', review)).status).toBe(404)
  expect(at(project.emulator.object('gates', 'banner'), 'activeReview')).toBeUndefined()
})

test('exactly one change, and one that a write would accept', async () => {
  const { send } = await opened()
  const post = async (change: Json) =>
    (await send('POST', 'gates/banner/reviews', { description: 'x', change })).status
  expect(await post({})).toBe(400)
  expect(await post({ is_enabled: false, rules: [] })).toBe(400)
  expect(await post({ rules: [{ name: 'x' }] })).toBe(400)
  expect((await send('POST', 'gates/banner/reviews', { change: { rules: [] } })).status).toBe(400)
})

const changes: readonly (readonly [string, JsonObject, string, Json])[] = [
  ['is_enabled', { is_enabled: false }, 'isEnabled', false],
  ['is_archived', { is_archived: true }, 'status', 'Archived'],
]
test.each(changes)('a committed review of %s of a gate', async (_, change, name, after) => {
  const project = await opened()
  const review = await openReview(project, 'gates/banner', { description: 'x', change })
  project.emulator.review('gates', 'banner', 'approve')
  expect((await project.send('PUT', `${review}/commit`, {})).status).toBe(200)
  expect(at(project.emulator.object('gates', 'banner'), name)).toEqual(after)
})

test('a committed deletion deletes', async () => {
  const project = await opened()
  const review = await openReview(project, 'gates/banner', {
    description: 'x',
    change: { delete: true },
  })
  project.emulator.review('gates', 'banner', 'approve')
  await project.send('PUT', `${review}/commit`, {})
  expect(project.emulator.object('gates', 'banner')).toBeUndefined()
})

test('rules and the default value of a config are one change, which keeps the switch', async () => {
  const project = await open()
  const { emulator, send } = project
  await send('POST', 'dynamic_configs', { name: 'texts', isEnabled: false, defaultValue: { a: 1 } })
  const review = await openReview(project, 'dynamic_configs/texts', {
    description: 'x',
    change: { default_value: { a: 2 }, rules: [] },
  })
  expect(at((await send('GET', review)).data, 'content', 'proposed', 'default_value')).toEqual({
    a: 2,
  })
  emulator.review('dynamic_configs', 'texts', 'approve')
  await send('PUT', `${review}/commit`, {})
  expect(emulator.object('dynamic_configs', 'texts')).toMatchObject({
    defaultValue: { a: 2 },
    isEnabled: false,
  })
})

test.each([
  [{ type: 'start' }, { status: 'active' }],
  [{ type: 'update_settings', settings: { hypothesis: 'It helps.' } }, { hypothesis: 'It helps.' }],
])('a committed review of an experiment: %j', async (body, after) => {
  const project = await open()
  await project.send('POST', 'experiments', {
    name: 'rank',
    groups: [
      { name: 'A', size: 50, parameterValues: {} },
      { name: 'B', size: 50, parameterValues: {} },
    ],
  })
  const review = await openReview(project, 'experiments/rank', body)
  project.emulator.review('experiments', 'rank', 'approve')
  expect((await project.send('PUT', `${review}/commit`, {})).status).toBe(200)
  expect(project.emulator.object('experiments', 'rank')).toMatchObject(after)
})

describe('with the behavior', () => {
  test('review-webhooks a new review waits for a validation first', async () => {
    const project = await opened(['review-webhooks'])
    const review = await openReview(project)
    const status = async () => at((await project.send('GET', review)).data, 'status')
    expect(await status()).toBe('pending_webhook_validation')
    project.emulator.review('gates', 'banner', 'pass-validation')
    expect(await status()).toBe('approved_webhook_validation')
    expect((await project.send('PUT', `${review}/commit`, {})).status).toBe(400)
    project.emulator.review('gates', 'banner', 'approve')
    expect((await project.send('PUT', `${review}/commit`, {})).status).toBe(200)
  })

  test('own-reviews-not-committed somebody else commits', async () => {
    const project = await opened(['own-reviews-not-committed'])
    const review = await openReview(project)
    project.emulator.review('gates', 'banner', 'approve')
    expect((await project.send('PUT', `${review}/commit`, {})).status).toBe(403)
    expect((await project.send('PUT', `${review}/commit`, {}, person)).status).toBe(200)
  })

  test('review-routes-missing there are no routes', async () => {
    const { send } = await opened(['review-routes-missing'])
    expect((await send('GET', 'gates/banner/reviews')).status).toBe(404)
    expect((await send('POST', 'gates/banner/reviews', raise)).status).toBe(404)
  })
})

const demands: readonly (readonly [string, (project: Project) => Promise<unknown>])[] = [
  [
    'the gate',
    ({ send }) => send('PATCH', 'gates/banner', { reviewSettings: { requiredReview: true } }),
  ],
  [
    'the settings of the project',
    async ({ emulator }) =>
      emulator.edit('settings', 'reviews', (each) => ({
        ...each,
        is_config_review_required: true,
      })),
  ],
  [
    'its team',
    async ({ emulator, send }) => {
      emulator.insert('teams', { id: 't1', name: 'Web', requireReviews: true })
      await send('PATCH', 'gates/banner', { teamID: 't1' })
    },
  ],
  [
    'an environment',
    async ({ emulator }) =>
      emulator.edit('environments', 'environments', (each) => ({
        ...each,
        environments: [
          {
            name: 'production',
            id: 'p',
            isProduction: true,
            requiresReview: true,
            requiresReleasePipeline: false,
          },
        ],
      })),
  ],
]
test.each(demands)(
  'the header is honoured where %s asks for it, as a behavior',
  async (_, demand) => {
    for (const isHonoured of [false, true]) {
      const project = await opened(isHonoured ? ['review-header-honoured'] : [])
      const write = () =>
        project.send(
          'PATCH',
          'gates/banner',
          { description: 'New' },
          { 'x-respect-review-settings': 'true' },
        )
      await demand(project)
      expect(at((await write()).data, 'description')).toBe(isHonoured ? '' : 'New')
    }
  },
)
