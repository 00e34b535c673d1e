// The name of a record is that of one root and one target, on every file system.
import { describe, expect } from 'vitest'
import { appliedRefName, parseAppliedRefName } from '../../src/model/record-name.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const deep = `${'a-folder/'.repeat(60)}end`
const roots = [
  ...['', 'shop', 'Shop', 'shop/eu', 'shop/applied', 'shop=2feu', 'shop_2feu', 'applied', 'roots'],
  ...['roots/shop', '.hidden', 'a..b', 'x.lock', '-x', 'a b', 'a~^:?*[\\', 'Größe', '+', '=', '@{'],
  ...[
    deep,
    `${deep}/applied`,
    deep.slice(0, 200),
    '\u00e9',
    'e\u0301',
    'a\nb',
    '%2f',
    'shop/',
    'x'.repeat(200),
  ],
]
const targets = ['default', 'roots', 'applied', 'Production']
const names = roots.flatMap((root) => targets.map((target) => ({ root, target })))
const refs = names.map(appliedRefName)

describe('the ref of a record', () => {
  test('is that of the repository itself as it always was', () => {
    expect(appliedRefName({ root: '', target: 'staging' })).toBe(
      'refs/statsig-gitops/staging/applied',
    )
    expect(appliedRefName({ root: 'Apps/shop', target: 'staging' })).toBe(
      'refs/statsig-gitops/staging/roots/=41pps=2fshop/applied',
    )
  })
  test('is read back as the same root and target', () => {
    expect(refs.map(parseAppliedRefName)).toEqual(names)
  })
  test('is no other one, nor a folder of another one, even where upper case does not count', () => {
    for (const target of targets) {
      const own = roots.map((root) => appliedRefName({ root, target }).toLowerCase())
      expect(new Set(own).size).toBe(roots.length)
      for (const one of own) expect(own.filter((other) => other.startsWith(`${one}/`))).toEqual([])
    }
  })
  test('is a name that git takes for a ref, and a file system for files', () => {
    for (const ref of refs) {
      expect(ref).toMatch(/^[\w/=+-]+$/)
      expect(ref).not.toMatch(/\/\/|\/$|\.lock(\/|$)|\/\./)
      expect(Math.max(...ref.split('/').map((part) => part.length))).toBeLessThan(250)
    }
  })
  test('has one spelling', () => {
    for (const ref of [
      'refs/statsig-gitops/default/roots/=73hop/applied',
      'refs/statsig-gitops/default/roots/shop/eu/applied',
      'refs/statsig-gitops/default/roots/=2F/applied',
      'refs/statsig-gitops/default/roots/=ff/applied',
      'refs/statsig-gitops/default/roots/applied',
      'refs/statsig-gitops/default/roots/shop',
      'refs/statsig-gitops/a.b/applied',
      'refs/heads/main',
    ])
      expect(parseAppliedRefName(ref), ref).toBeUndefined()
  })
})
