// A connection to a warehouse is made with secrets, which must be found nowhere afterwards.
import { describe, expect, test } from 'vitest'
import { at } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

describe('a connection', () => {
  const PATH = 'ingestion/connection/databricks'
  const secrets = { token: 'dapi-open-sesame', deltaSharingCredentials: 'share-open-sesame' }
  const connection = { ...secrets, host: 'dbc.example.com', path: '/sql/1', verified: true }

  test('is remembered by its place and by a digest of its token', async () => {
    const { emulator, send } = await openValidatedClient()
    const { data } = await send('POST', PATH, connection)
    expect(data).toMatchObject({
      type: 'databricks',
      enabled: true,
      data: { host: 'dbc.example.com', path: '/sql/1', verified: true },
    })
    const first = emulator.snapshot().ingestion_connections
    await send('POST', PATH, { ...connection, token: 'another' })
    const second = emulator.snapshot().ingestion_connections
    expect([first.length, second.length]).toEqual([1, 1])
    expect(at(second, 0, 'id')).toBe(at(first, 0, 'id'))
    expect(at(second, 0, '$token')).not.toBe(at(first, 0, '$token'))
  })

  test('leaves its secrets nowhere', async () => {
    const lines: string[] = []
    const project = await openValidatedClient({ onRequest: (line) => lines.push(line) })
    const { emulator, send } = project
    const answers = [
      await send('POST', PATH, connection),
      await send('POST', PATH, { ...secrets, host: 7 }),
      await send('POST', `${PATH}/`, connection),
      await send('POST', 'ingestion/connection/%64atabricks', connection),
      await send('POST', 'ingestion', { type: 'databricks', ...secrets }).catch(() => undefined),
      await send('GET', 'audit_logs'),
    ]
    const unreadable = await fetch(`${emulator.url}/console/v1/${PATH}`, {
      method: 'POST',
      headers: { 'statsig-api-key': emulator.key },
      body: `{"token":"${secrets.token}"`,
    })
    emulator.insert('ingestion_connections', connection)
    const everything = [
      answers.map((answer) => answer?.body),
      await unreadable.text(),
      emulator.requests,
      emulator.snapshot(),
      emulator.object('ingestion_connections', 'databricks'),
      lines,
    ]
    expect(emulator.requests.length).toBe(7)
    expect(JSON.stringify(everything)).not.toContain('open-sesame')
    expect(JSON.stringify(emulator.requests)).toContain('dbc.example.com')
  })
})
