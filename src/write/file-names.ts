// Names of files that every system can hold, the same for the same resources whatever is imported first.
import type { Address } from '../model.ts'
import { jsonDigest } from '../resources/digest.ts'

const maxNameBytes = 96

/** Addresses to names without an extension. Within a kind, names that some system would take for one have a digest. */
export const fileNames = (addresses: Iterable<Address>): ReadonlyMap<Address, string> => {
  const candidates = [...addresses].map((address) => {
    const name = safeName(resourceName(address))
    return {
      own: address,
      name,
      key: `${address.slice(0, address.indexOf('/'))}/${foldCase(name)}`,
    }
  })
  const uses = new Map<string, number>()
  for (const { key } of candidates) uses.set(key, (uses.get(key) ?? 0) + 1)
  return new Map(
    candidates.map(({ key, name, own: address }) => {
      const isUnique = uses.get(key) === 1 && name !== ''
      return [
        address,
        isUnique && byteLength(name) <= maxNameBytes ? name : withDigest(name, address),
      ]
    }),
  )
}

const resourceName = (address: Address): string => address.slice(address.indexOf('/') + 1)

/** Letters and digits of every script, and a few signs; whatever else there is becomes an underscore. */
const safeName = (name: string): string => {
  const result = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '_')
    .replace(/^[.-]+|\.+$/g, '')
    .replace(/^_$/, '')
  return isReserved(result) ? `_${result}` : result
}

/** Windows keeps these words for devices, whatever follows the first dot. */
const isReserved = (name: string): boolean =>
  /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)\d)(\.|$)/i.test(name.normalize('NFKC'))

/** What Windows and macOS take for the same name. */
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
