// The files in `schemas/`: they are up to date and valid, and the examples conform to them.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test as testInBothRuns } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { schemaFiles } from '../src/commands/schema/index.ts'
import { isJsonObject, type JsonObject } from '../src/core/json.ts'
import { kinds } from '../src/kinds/index.ts'
import { casesForRun, usualRunTest as test } from './support/long-run.ts'

const files = [...schemaFiles()].map(([name, text]) => {
  const schema: unknown = JSON.parse(text)
  return { name, text, schema: isJsonObject(schema) ? schema : {} }
})

/** Validates as an editor does, without the keywords of our own. */
const validator = () => new Ajv({ strict: false, allErrors: true, multipleOfPrecision: 6 })

describe.each(files)('$name', ({ name, schema, text }) => {
  test('the committed file is up to date (`npm run schemas` writes it)', async () => {
    await expect(text).toMatchFileSnapshot(`../schemas/${name}`)
  })

  test('it is a valid JSON Schema of draft 7', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#')
    const ajv = validator()
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true)
    expect(() => ajv.compile(schema)).not.toThrow()
  })

  test('it describes itself and every key in full sentences', () => {
    expect(undescribed(schema, '')).toEqual([])
  })

  test('it allows no unknown key at the top level', () => {
    expect(schema['additionalProperties']).toBe(false)
  })
})

test('there is one schema for each kind and one for the settings, and no other file', () => {
  const names = readdirSync('schemas').filter((name) => name !== 'output')
  expect(names.sort()).toEqual(files.map(({ name }) => name).sort())
})

/** The pointers of properties without a description. A constant needs none. */
const undescribed = (schema: unknown, at: string): readonly string[] => {
  if (Array.isArray(schema))
    return schema.flatMap((part, index) => undescribed(part, `${at}/${index}`))
  if (!isJsonObject(schema)) return []
  const { properties, ...others } = schema
  const below = Object.entries(isJsonObject(properties) ? properties : {}).flatMap(
    ([name, property]) => [
      ...(isExplained(property) ? [] : [`${at}/${name}`]),
      ...undescribed(property, `${at}/${name}`),
    ],
  )
  const own = at === '' && !isSentence(schema['description']) ? ['/'] : []
  const rest = ['items', 'oneOf'].flatMap((key) => undescribed(others[key], `${at}/${key}`))
  return [...own, ...below, ...rest]
}

const isExplained = (property: unknown): boolean =>
  isJsonObject(property) &&
  (isSentence(property['description']) || Object.keys(property).join() === 'const')

const isSentence = (text: unknown): boolean =>
  typeof text === 'string' && /^[A-Z`0-9].*[.)]$/s.test(text)

describe('the examples conform to the schemas', () => {
  const schemaFor = (path: string): JsonObject | undefined => {
    const folder = basename(join(path, '..'))
    const kind = kinds.find((each) => each.folder === folder)?.kind
    const wanted = basename(path) === 'statsig.yaml' ? 'statsig' : kind
    return files.find(({ name }) => name === `${wanted}.schema.json`)?.schema
  }
  const examples = readdirSync('config-examples', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()

  test('there are examples of every kind', () => {
    const folders = new Set(examples.map((path) => basename(join(path, '..'))))
    expect(kinds.filter(({ folder }) => !folders.has(folder))).toEqual([])
  })

  testInBothRuns.each(casesForRun(examples, (_, index) => index % 3 === 0))('%s', (path) => {
    const schema = schemaFor(path)
    if (schema === undefined) throw new Error(`No schema is meant for ${path}.`)
    const validate = validator().compile(schema)
    const text = readFileSync(join('config-examples', path), 'utf8')
    for (const document of parseAllDocuments(text)) {
      validate(document.toJS())
      expect(validate.errors ?? []).toEqual([])
    }
  })

  test('each example points the editor at its schema', () => {
    const links = examples.flatMap((path) => {
      const text = readFileSync(join('config-examples', path), 'utf8')
      const [, link] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? []
      return link ? [{ path, file: join('config-examples', path, '..', link) }] : []
    })
    const definitions = examples.filter((path) => basename(path) !== 'statsig.yaml')
    expect(links.map(({ path }) => path)).toEqual(definitions)
    expect(links).toEqual(
      definitions.map((path) => ({
        path,
        file: `schemas/${schemaFor(path)?.['title']}.schema.json`,
      })),
    )
  })
})
