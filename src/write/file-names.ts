// Makes file names that are valid on Linux, macOS and Windows and do not depend on the order of the resources.
import type { Address } from '../model/index.ts'
import { jsonDigest } from '../resources/digest.ts'

const maxNameBytes = 96

/** Names without an extension. If two names of a kind would be the same file on some system, a digest is appended. */
export const fileNames = (addresses: Iterable<Address>): ReadonlyMap<Address, string> => {
  const candidates = [...addresses].map((address) => {
    const name = safeName(resourceName(address))
    return {
      address,
      name,
      key: `${address.slice(0, address.indexOf('/'))}/${foldCase(name)}`,
    }
  })
  const uses = new Map<string, number>()
  for (const { key } of candidates) uses.set(key, (uses.get(key) ?? 0) + 1)
  return new Map(
    candidates.map(({ address, key, name }) => {
      const isUnique = uses.get(key) === 1 && name !== ''
      return [
        address,
        isUnique && byteLength(name) <= maxNameBytes ? name : withDigest(name, address),
      ]
    }),
  )
}

const resourceName = (address: Address): string => address.slice(address.indexOf('/') + 1)

/** Keeps letters and digits of all scripts, `_`, `-` and `.`; replaces other characters by an underscore. */
const safeName = (name: string): string => {
  const result = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '_')
    .replace(/^[.-]+|\.+$/g, '')
    .replace(/^_$/, '')
  return isReserved(result) ? `_${result}` : result
}

/** Windows reserves these names for devices, with any extension. */
const isReserved = (name: string): boolean =>
  /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)\d)(\.|$)/i.test(name.normalize('NFKC'))

/** Equal for names that Windows or macOS treat as the same file. */
const foldCase = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase()

const withDigest = (name: string, address: Address): string => {
  const digest = jsonDigest(address).slice(0, 8)
  return name === ''
    ? digest
    : `${truncateToBytes(name, maxNameBytes - digest.length - 1)}-${digest}`
}

const truncateToBytes = (name: string, maxBytes: number): string => {
  let result = ''
  for (const letter of name) {
    if (byteLength(result + letter) > maxBytes) break
    result += letter
  }
  return result
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length
