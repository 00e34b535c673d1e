// Runs `explain`: prints what a kind is and what a key accepts, from the descriptors and without requests.

import { didYouMean, nearestWord } from '../../core/suggest.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type FieldLookup, fieldPathsIn, resolveFieldPath } from '../../fields/field-paths.ts'
import { exampleDefinition } from '../../kinds/example.ts'
import { fileFieldOf } from '../../kinds/file-fields.ts'
import { isKindName, kindOf, kinds } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'
import { kindText } from '../../kinds/kind-name.ts'
import { explainField, pathText } from '../../report/explain/field.ts'
import { explainKind, firstSentence } from '../../report/explain/kind.ts'
import type { CommandEnvironment, CommonOptions } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import { print, rendererFor } from '../../session/output.ts'
import { formatYaml } from '../../write/yaml.ts'

export const explainCommand = (
  text: string | undefined,
  options: CommonOptions,
  environment: CommandEnvironment,
): ExitCode => {
  const renderer = rendererFor(options, environment)
  if (text === undefined) {
    const all: readonly Kind[] = kinds
    const list = all.map(({ doc, folder, kind }) => ({ kind, folder, doc: firstSentence(doc) }))
    print(environment, renderer.kindList(list))
    return exitCodes.success
  }
  const { kind, path } = parseFieldPath(text)
  const root = fileFieldOf(kind)
  const found = resolveFieldPath(root, resolveAlias(kind, path))
  if (!('place' in found)) return reportUnknownKey(kind, path, found, environment)
  const { place } = found
  const example = exampleText(kind, formatYaml(exampleDefinition(kind, place)))
  if (path.length === 0) {
    const explanation = explainKind(kind)
    print(environment, renderer.kind({ explanation, example }))
  } else {
    const explanation = explainField(kind, root, place)
    print(environment, renderer.field({ explanation, example }))
  }
  return exitCodes.success
}

const exampleText = ({ folder }: Kind, yaml: string): string =>
  `# statsig/${folder}/example.yaml\n${yaml}`

/** `gate.rules[].name`, `gate.rules[0].name`, `gate/rules/0/name` and `gate#/rules/0/name` mean the same. */
const parseFieldPath = (
  text: string,
): { readonly kind: Kind; readonly path: readonly string[] } => {
  const [name = '', ...path] = text.split(/[.#/[\]]+/).filter((segment) => segment !== '')
  if (!isKindName(name)) {
    const names = kinds.map(({ kind }) => kind)
    throw new UsageError(
      `\`${name}\` is not a kind. ${didYouMean(name, names) ?? `The kinds are ${names.join(', ')}.`}`,
    )
  }
  return { kind: kindOf(name), path: path.filter((segment) => !/^(\d+|\*)$/.test(segment)) }
}

const resolveAlias = ({ aliases = {} }: Kind, [first = '', ...rest]: readonly string[]) =>
  first === '' ? [] : [Object.hasOwn(aliases, first) ? (aliases[first] ?? first) : first, ...rest]

/** A key that Statsig generates is explained. Any other unknown key is an error. */
const reportUnknownKey = (
  kind: Kind,
  path: readonly string[],
  { parentPath, knownSegments, unknownSegment }: Exclude<FieldLookup, { place: unknown }>,
  environment: CommandEnvironment,
): ExitCode => {
  if (
    parentPath.length === 0 &&
    path.length === 1 &&
    kind.readOnlyFields.includes(unknownSegment)
  ) {
    environment.writeOutput(
      `Statsig generates \`${unknownSegment}\`. A file may have it, and its value is ignored.\n`,
    )
    return exitCodes.success
  }
  const parent =
    parentPath.length === 0
      ? `A ${kindText(kind.kind)}`
      : `\`${[kind.kind, ...parentPath].join('.')}\``
  throw new UsageError(
    `${parent} has no key \`${unknownSegment}\`. ${knownKeysHint(kind, unknownSegment, knownSegments)}`,
  )
}

const knownKeysHint = (kind: Kind, unknown: string, known: readonly string[]): string => {
  if (nearestWord(unknown, known) !== undefined) return didYouMean(unknown, known) ?? ''
  const root = fileFieldOf(kind)
  const elsewhere = fieldPathsIn(root).find((path) => path.at(-1) === unknown)
  const found = elsewhere && resolveFieldPath(root, elsewhere)
  if (found && 'place' in found) return `Did you mean \`${kind.kind}.${pathText(found.place)}\`?`
  return known.length === 0
    ? 'It has no keys.'
    : `Its keys are ${known.map((name) => `\`${name}\``).join(', ')}.`
}
