// Who depends on a gate.
import { expect, test } from 'vitest'
import { at, rule } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const naming = (type: string, gate = 'a_gate') =>
  rule('x', 100, { conditions: [{ type, targetValue: [gate] }] })

const opened = async () => {
  const project = await openValidatedClient({ limits: 'none' })
  await project.send('POST', 'gates', { name: 'A Gate' })
  return project
}

test('a gate knows the gates whose rules ask for it', async () => {
  const { send } = await opened()
  await send('POST', 'gates', { name: 'Passes', rules: [naming('passes_gate')] })
  await send('POST', 'gates', { name: 'Fails', rules: [rule('y'), naming('fails_gate')] })
  await send('POST', 'gates', { name: 'Other', rules: [naming('passes_gate', 'passes')] })
  const { body } = await send('GET', 'gates/a_gate/gate_references')
  expect(body).toMatchObject({
    message: 'Gates listed successfully.',
    data: [{ id: 'passes', rules: [{ name: 'x' }] }, { id: 'fails' }],
    pagination: { totalItems: 2 },
  })
})

test('a gate knows the experiments that it targets or overrides', async () => {
  const { send } = await opened()
  await send('POST', 'experiments', { name: 'Targeted', targetingGateID: 'a_gate' })
  await send('POST', 'experiments', { name: 'Overridden' })
  await send('POST', 'experiments', { name: 'Other' })
  await send('POST', 'experiments/overridden/overrides', {
    overrides: [{ type: 'gate', id: 'a_gate', groupID: 'Control' }],
    userIDOverrides: [],
  })
  const { data: experiments } = await send('GET', 'gates/a_gate/experiment_references')
  expect(experiments).toMatchObject([{ id: 'targeted', status: 'setup' }, { id: 'overridden' }])
})

test('a gate knows the dynamic configs whose rules ask for it', async () => {
  const { send } = await opened()
  await send('POST', 'dynamic_configs', { name: 'Asks', rules: [naming('passes_gate')] })
  await send('POST', 'dynamic_configs', { name: 'Other' })
  const { data } = await send('GET', 'gates/a_gate/dynamic_config_references')
  expect(data).toMatchObject([{ id: 'asks' }])
})

test('a gate that nothing asks for has no references', async () => {
  const { send } = await opened()
  for (const kind of ['gate', 'experiment', 'dynamic_config'])
    expect((await send('GET', `gates/a_gate/${kind}_references`)).data).toEqual([])
})

test('a gate that does not exist has none either', async () => {
  const { send } = await opened()
  for (const kind of ['gate', 'experiment', 'dynamic_config']) {
    const { status, body } = await send('GET', `gates/nobody/${kind}_references`)
    expect([status, at(body, 'message')]).toEqual([404, 'Gate not found.'])
  }
})

test('references come in pages of at most a hundred', async () => {
  const { send } = await opened()
  for (const name of ['One', 'Two', 'Three'])
    await send('POST', 'gates', { name, id: `gate_${name}`, rules: [naming('passes_gate')] })
  const path = 'gates/a_gate/gate_references'
  const second = await send('GET', `${path}?limit=2&page=2`)
  expect(second.data).toMatchObject([{ name: 'Three' }])
  expect((await send('GET', `${path}?limit=0`)).data).toHaveLength(3)
  const { status, body } = await send('GET', `${path}?limit=101`)
  expect([status, at(body, 'errors', 0, 'errorMessage')]).toEqual([
    400,
    'Number must be less than or equal to 100',
  ])
})
