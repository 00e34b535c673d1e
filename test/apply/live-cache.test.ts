// What a run knows of live resources, by each name that leads to one: of what was read, and of what it has made itself.
import { describe, expect } from 'vitest'
import { createLiveCache, type LiveCache } from '../../src/apply/live-cache.ts'
import { makeAddress } from '../../src/model/index.ts'
import { createLiveState } from '../../src/resources/live.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { resourceOf } from './write-context.ts'

const growth = resourceOf('team', { id: 't1', name: 'Growth' })
const search = resourceOf('team', { id: 't2', name: 'Search' })
const at = (name: string) => makeAddress('team', name)

const cacheOf = (): LiveCache => createLiveCache(createLiveState(new Set(['team']), [growth]), 7)

describe('what was read', () => {
  test('is found by its address and by its id, with the time of the read', () => {
    const cached = { resource: growth, readAt: 7, isOwnWrite: false }
    expect(cacheOf().find(at('Growth'))).toEqual(cached)
    expect(cacheOf().find(at('t1'))).toEqual(cached)
    expect(cacheOf().find(at('Search'))).toBeUndefined()
    expect(cacheOf().find(makeAddress('tag', 'Growth'))).toBeUndefined()
  })

  test('is found by an id with a slash', () => {
    const slashed = resourceOf('team', { id: 'a/b', name: 'Growth' })
    const cache = createLiveCache(createLiveState(new Set(['team']), [slashed]), 7)
    expect(cache.find(at('a/b'))?.resource).toEqual(slashed)
  })

  test.each<[string, string, 'name' | undefined, string]>([
    ['its name', 'Growth', undefined, 't1'],
    ['its id', 't1', undefined, 't1'],
    ['another name', 'Search', undefined, 'Search'],
    ['another name', 'Search', 'name', 'Search'],
  ])('has one id for %s', (_, text, by, id) => {
    expect(cacheOf().resolveId('team', text, by)).toBe(id)
  })

  test.each<[string, 'name' | 'known' | undefined, string]>([
    ['Growth', undefined, 'Growth'],
    ['t1', undefined, 'Growth'],
    ['Search', undefined, 'Search'],
    ['Search', 'name', 'Search'],
    ['Growth', 'known', 'Growth'],
    ['Search', 'known', ''],
  ])('is called by one name: %s (%s)', (text, by, name) => {
    expect(cacheOf().resolveName('team', text, by)).toBe(name)
  })

  test('has a display name', () => {
    expect(
      ['Growth', 't1', 'Search'].map((text) => cacheOf().resolveDisplayName('team', text)),
    ).toEqual(['Growth', 'Growth', 'Search'])
    const gate = resourceOf('gate', { id: 'banner' })
    const cache = createLiveCache(createLiveState(new Set(['gate']), [gate]), 7)
    expect(cache.resolveDisplayName('gate', 'banner')).toBe('banner')
  })

  test('is no longer found once it is removed', () => {
    const cache = cacheOf()
    cache.remove(at('Growth'))
    expect(cache.find(at('Growth'))).toBeUndefined()
    expect(cache.resolveId('team', 'Growth')).toBe('Growth')
    expect(cache.resolveDisplayName('team', 't1')).toBe('t1')
  })

  test('has no id to send where Statsig returns none', () => {
    const nameless = { ...growth, pathId: '' }
    const cache = createLiveCache(createLiveState(new Set(['team']), [nameless]), 7)
    expect(cache.resolveId('team', 'Growth')).toBe('Growth')
  })
})

describe('what the run has made', () => {
  const made = (): LiveCache => {
    const cache = cacheOf()
    cache.store(at('Search'), search, 9, true)
    return cache
  }

  test('is found by its address, with the time and whose it is', () => {
    expect(made().find(at('Search'))).toEqual({ resource: search, readAt: 9, isOwnWrite: true })
    const cache = made()
    cache.store(at('Search'), search, 12, false)
    expect(cache.find(at('Search'))).toMatchObject({ readAt: 12, isOwnWrite: false })
  })

  test('is a reference by its name and by its id', () => {
    expect(made().resolveId('team', 'Search')).toBe('t2')
    expect(made().resolveId('team', 't2')).toBe('t2')
    expect(made().resolveName('team', 't2')).toBe('Search')
    expect(made().resolveName('team', 't2', 'known')).toBe('Search')
    expect(made().resolveDisplayName('team', 't2')).toBe('Search')
    expect(made().resolveId('tag', 't2')).toBe('t2')
  })

  test('is a reference by its display name only where the field may have one', () => {
    const cache = cacheOf()
    const pay = resourceOf('gate', { id: 'pay', name: 'Pay now' })
    cache.store(makeAddress('gate', 'pay'), pay, 9, true)
    expect(cache.resolveId('gate', 'Pay now', 'name')).toBe('pay')
    expect(cache.resolveId('gate', 'Pay now')).toBe('Pay now')
    expect(cache.resolveName('gate', 'Pay now', 'name')).toBe('pay')
    expect(cache.resolveName('gate', 'Pay now')).toBe('Pay now')
    expect(cache.resolveName('gate', 'Pay now', 'known')).toBe('')
    expect(cache.resolveDisplayName('gate', 'pay')).toBe('Pay now')
    expect(cache.resolveDisplayName('gate', 'Pay now')).toBe('Pay now')
  })

  test('is a reference by its id where its paths have its name', () => {
    const cache = cacheOf()
    const editor = resourceOf('role', { id: 'r1', name: 'Editor' })
    cache.store(makeAddress('role', 'Editor'), editor, 9, true)
    expect(cache.resolveName('role', 'r1')).toBe('Editor')
  })

  test('has the display name that it was given last', () => {
    const cache = cacheOf()
    for (const name of ['Pay now', 'Pay later'])
      cache.store(makeAddress('gate', 'pay'), resourceOf('gate', { id: 'pay', name }), 9, true)
    expect(cache.resolveDisplayName('gate', 'pay')).toBe('Pay later')
    expect(cache.resolveDisplayName('gate', 'Pay now')).toBe('Pay later')
  })

  test('of a name that was read, too, does not hide what was read', () => {
    const cache = cacheOf()
    cache.store(at('t9'), resourceOf('team', { id: 't9', name: 'Growth' }), 9, true)
    expect(cache.resolveId('team', 'Growth', 'name')).toBe('t1')
  })

  test('takes the place of what was read', () => {
    const cache = cacheOf()
    const renamed = resourceOf('team', { id: 't1', name: 'Growth', description: 'New' })
    cache.store(at('Growth'), renamed, 9, true)
    expect(cache.find(at('t1'))?.resource).toEqual(renamed)
  })

  test('without a name and an id is found by its address alone', () => {
    const cache = createLiveCache(createLiveState(new Set(), []), 0)
    const bare = { ...search, raw: {} }
    cache.store(at('Search'), bare, 1, true)
    expect(cache.find(at('Search'))?.resource).toBe(bare)
    expect(cache.resolveDisplayName('team', 'undefined')).toBe('undefined')
    expect(cache.resolveId('team', 'undefined', 'name')).toBe('undefined')
  })
})
