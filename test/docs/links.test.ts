// The links between the pages: each leads to a file that exists, and to a heading of it.
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { anchorsIn, linksIn, pagePaths, readPage } from './markdown.ts'

const pages = [...pagePaths, 'CHANGELOG.md', 'config-examples/README.md']

test.each(pages)('the links of %s lead somewhere', (path) => {
  const isBroken = (link: string): boolean => {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : join(dirname(path), file)
    if (!existsSync(target)) return true
    if (anchor === undefined) return false
    return statSync(target).isDirectory() || !anchorsIn(readPage(target)).includes(anchor)
  }
  expect(linksIn(readPage(path)).filter(isBroken)).toEqual([])
})

test('every page of docs/ can be reached from the README', () => {
  const reached = new Set<string>()
  const open = ['README.md']
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    const from = path
    open.push(
      ...linksIn(readPage(from))
        .map((link) => link.split('#')[0] ?? '')
        .filter((file) => file.endsWith('.md'))
        .map((file) => join(dirname(from), file))
        .filter((file) => existsSync(file)),
    )
  }
  expect(pagePaths.filter((path) => !reached.has(path))).toEqual([])
})
