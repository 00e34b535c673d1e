// Loaded before a bundle (`node --import`): writes down which files of `src` are on the stack at the moments that matter in
// the life of one value: when it is read, parsed, compared and rendered, and when a request is sent.
import { appendFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'

const { STACKS_FILE: file = '', STACKS_VALUE: text = '', STACKS_PATH: path = '' } = process.env
Error.stackTraceLimit = 200

const record = (moment) => {
  const frames = new Error(moment).stack ?? ''
  const files = [...frames.matchAll(/\/src\/([\w./-]+\.ts):\d+/g)].map(([, name]) => `src/${name}`)
  appendFileSync(file, `${JSON.stringify({ moment, files: [...new Set(files)] })}\n`)
}

const wrap = (owner, name, moment, isMeant) => {
  const original = owner[name]
  owner[name] = function (...args) {
    const found = isMeant.call(this, ...args)
    if (found) record(typeof found === 'string' ? found : moment)
    return original.apply(this, args)
  }
}

for (const name of ['open', 'readFile'])
  wrap(fs, name, 'read', (target) => String(target).endsWith(path))
const writingRequest = (target, { method = 'GET' } = {}) =>
  method === 'GET' ? false : `${method} ${new URL(String(target)).pathname}`
wrap(http, 'request', 'request', writingRequest)
wrap(globalThis, 'fetch', 'request', writingRequest)
wrap(RegExp.prototype, 'test', 'parse', (subject) => subject === text)
for (const name of ['replace', 'replaceAll'])
  wrap(String.prototype, name, 'render', function () {
    return String(this).length < 120 && String(this).includes(text)
  })
syncBuiltinESMExports()

/** A live value records where it is read: what compares it is on the stack. */
const parse = JSON.parse
JSON.parse = function (source, ...rest) {
  const result = parse.call(this, source, ...rest)
  if (typeof source === 'string' && source.includes('"passPercentage":')) watch(result)
  return result
}
const watch = (node) => {
  if (typeof node !== 'object' || node === null) return
  for (const [key, inner] of Object.entries(node)) {
    if (key === 'passPercentage')
      Object.defineProperty(node, key, {
        enumerable: true,
        configurable: true,
        get: () => {
          record('compare')
          return inner
        },
      })
    else watch(inner)
  }
}
