// Every operation of the document is served by the emulator, or left out with a reason.
import { expect, test } from 'vitest'
import { isJsonObject } from '../src/core/json.ts'
import { publishedDocument } from './support/openapi-validator/document.ts'
import { operationName, sentOperations, servedOperations } from './support/operations.ts'
import { operationsLeftOut } from './support/operations-left-out.ts'

const published = publishedDocument()
const methods = ['get', 'post', 'put', 'patch', 'delete']
const documented =
  'skipped' in published || !isJsonObject(published['paths'])
    ? undefined
    : Object.entries(published['paths']).flatMap(([path, operations]) =>
        Object.keys(isJsonObject(operations) ? operations : {})
          .filter((method) => methods.includes(method))
          .map((method) => operationName(method, path)),
      )
const [sent, served] = [sentOperations(), servedOperations()]
const leftOut = operationsLeftOut.flatMap(({ operations }) => operations)

test.skipIf(documented === undefined)(
  'every operation of the document is served, or left out with a reason',
  () => {
    const known = documented ?? []
    expect(known.filter((name) => !served.includes(name) && !leftOut.includes(name))).toEqual([])
    expect(leftOut.filter((name) => !known.includes(name))).toEqual([])
    expect(served.filter((name) => !known.includes(name))).toEqual([])
  },
)

test('the emulator serves every operation that the engine sends', () => {
  expect(sent.filter((name) => !served.includes(name))).toEqual([])
})

test('no operation is left out twice', () => {
  expect(leftOut.filter((name, index) => leftOut.indexOf(name) < index)).toEqual([])
})
