// `explain`: what a kind is and what a key of it takes, without a word from Statsig.

import { type Found, pathsIn, placeOf } from '../../fields/field-paths.ts'
import { UsageError } from '../../io/statsig/console-api/index.ts'
import { plain } from '../../json.ts'
import { exampleOf } from '../../kinds/example.ts'
import { wholeOf } from '../../kinds/file-fields.ts'
import { isKindName, kindOf, kinds } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'
import { explanationOf, pathText } from '../../report/explain/field.ts'
import { firstSentence, kindExplained } from '../../report/explain/kind.ts'
import { kindsText, kindText, placeText } from '../../report/explain/text.ts'
import { type CommonOptions, type ExitCode, exits, type World } from '../../session/environment.ts'
import { looking, printJson } from '../../session/output.ts'
import { didYouMean, nearest } from '../../suggest.ts'
import { yamlOf } from '../../write/yaml.ts'

export const explainCommand = (
  text: string | undefined,
  options: CommonOptions,
  world: World,
): ExitCode => {
  const look = looking(options, world)
  const print = (value: object, shown: string) => {
    if (options.format === 'json') printJson(world, plain({ version: 1, ...value }))
    else world.out(`${shown}\n`)
  }
  if (text === undefined) {
    const all: readonly Kind[] = kinds
    print(
      { kinds: all.map(({ doc, folder, kind }) => ({ kind, folder, doc: firstSentence(doc) })) },
      kindsText(all, look),
    )
    return exits.done
  }
  const { kind, path } = asked(text)
  const root = wholeOf(kind)
  const found = placeOf(root, respelled(kind, path))
  if (!('place' in found)) return missed(kind, path, found, world)
  const { place } = found
  const example = exampleText(kind, yamlOf(exampleOf(kind, place)))
  if (path.length === 0) {
    const told = kindExplained(kind)
    print({ ...told, example }, kindText(told, { example }, look))
  } else {
    const told = explanationOf(kind, root, place)
    print({ ...told, example }, placeText(told, { example }, look))
  }
  return exits.done
}

const exampleText = ({ folder }: Kind, yaml: string): string =>
  `# statsig/${folder}/example.yaml\n${yaml}`

/** `gate.rules[].name`, `gate.rules[0].name`, `gate/rules/0/name` and `gate#/rules/0/name` mean the same. */
const asked = (text: string): { readonly kind: Kind; readonly path: readonly string[] } => {
  const [name = '', ...path] = text.split(/[.#/[\]]+/).filter((part) => part !== '')
  if (!isKindName(name)) {
    const names = kinds.map(({ kind }) => kind)
    throw new UsageError(
      `\`${name}\` is not a kind. ${didYouMean(name, names) ?? `The kinds are ${names.join(', ')}.`}`,
    )
  }
  return { kind: kindOf(name), path: path.filter((part) => !/^(\d+|\*)$/.test(part)) }
}

const respelled = ({ aliases = {} }: Kind, [first = '', ...rest]: readonly string[]) =>
  first === '' ? [] : [Object.hasOwn(aliases, first) ? (aliases[first] ?? first) : first, ...rest]

/** A key that Statsig makes is no mistake; any other that leads nowhere is. */
const missed = (
  kind: Kind,
  path: readonly string[],
  { from, known, lost }: Exclude<Found, { place: unknown }>,
  world: World,
): ExitCode => {
  if (from.length === 0 && path.length === 1 && kind.made.includes(lost)) {
    world.out(
      `\`${lost}\` is made by Statsig: a file may hold it, and it is not read from there.\n`,
    )
    return exits.done
  }
  const at =
    from.length === 0
      ? `A ${kind.kind.replaceAll('_', ' ')}`
      : `\`${[kind.kind, ...from].join('.')}\``
  throw new UsageError(`${at} has no key \`${lost}\`. ${hintFor(kind, lost, known)}`)
}

const hintFor = (kind: Kind, lost: string, known: readonly string[]): string => {
  if (nearest(lost, known) !== undefined) return didYouMean(lost, known) ?? ''
  const root = wholeOf(kind)
  const elsewhere = pathsIn(root).find((path) => path.at(-1) === lost)
  const found = elsewhere && placeOf(root, elsewhere)
  if (found && 'place' in found) return `Did you mean \`${kind.kind}.${pathText(found.place)}\`?`
  return known.length === 0
    ? 'There are no keys below it.'
    : `It has ${known.map((name) => `\`${name}\``).join(', ')}.`
}
