// The environment variables that definitions name: looked for before the first write, read at the request.
import { mayBeRead, shortestSecret, variablesIn } from '../fields/secret.ts'
import { pick } from '../json.ts'
import { rootOf } from '../kinds/kind.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Address, Operation, Plan } from '../model.ts'
import type { VeiledWorld } from './masked-environment.ts'

export interface Vault {
  /** How long the value is; nothing where there is none. */
  readonly length: (name: string) => number
  /** Throws where there is none. */
  readonly read: (name: string) => string
}

export const vaultOf = (world: VeiledWorld): Vault => ({
  length: (name) => (world.env(name) ?? '').length,
  read: (name) => {
    const value = mayBeRead(name) ? world.secret(name) : undefined
    if (value === undefined) throw new Error(`The environment variable ${name} is not set.`)
    return value
  },
})

/** An emulator is not shown anybody's secrets. */
export const emulated: Vault = {
  length: () => shortestSecret,
  read: (name) => `stands in for ${name}`,
}

export interface Lacking {
  readonly address: Address
  readonly name: string
  readonly why: string
}

/** Every variable that the plan needs and that cannot be used, once. */
export const lackingIn = (
  { operations }: Plan,
  words: Lexicon,
  { length }: Vault,
): readonly Lacking[] =>
  operations.flatMap((operation) =>
    [...new Set(variablesOf(operation, words))].flatMap((name) => {
      const why = reasonAgainst(name, length)
      return why === undefined ? [] : [{ address: operation.address, name, why }]
    }),
  )

const variablesOf = (
  { action, kind: name, members, refused }: Operation,
  words: Lexicon,
): readonly string[] => {
  if (refused !== undefined || (action !== 'create' && action !== 'update')) return []
  const { kind } = words(name)
  const once = ['create', 'before']
  const isSent = (each: string) =>
    action === 'create' || !once.includes(kind.fields[each]?.sent ?? 'always')
  return variablesIn(rootOf(kind), pick(members, isSent))
}

const reasonAgainst = (name: string, length: Vault['length']): string | undefined => {
  if (!mayBeRead(name)) return 'which is none that a definition may name'
  const found = length(name)
  if (found === 0) return 'which is not set'
  return found < shortestSecret
    ? `whose value is shorter than ${shortestSecret} characters and could not be kept out of what is printed`
    : undefined
}

export const lackingText = (lacking: readonly Lacking[]): string =>
  [
    'Refused: nothing was written.',
    ...lacking.map(
      ({ address, name, why }) =>
        `  \`${address}\` needs the environment variable ${mayBeRead(name) ? name : 'that it names'}, ${why}.`,
    ),
    'Set it where this runs, and apply again.\n',
  ].join('\n')
