// Names of files that every system can hold, the same for the same resources whatever is imported first.
import type { Address } from '../model.ts'
import { sealOf } from '../resources/digest.ts'

const mostBytes = 96

/** Addresses to names without an extension. Within a kind, names that some system would take for one have a digest. */
export const fileNames = (addresses: Iterable<Address>): ReadonlyMap<Address, string> => {
  const plain = [...addresses].map((own) => {
    const name = safeName(nameIn(own))
    return { own, name, key: `${own.slice(0, own.indexOf('/'))}/${folded(name)}` }
  })
  const bearers = new Map<string, number>()
  for (const { key } of plain) bearers.set(key, (bearers.get(key) ?? 0) + 1)
  return new Map(
    plain.map(({ key, name, own }) => {
      const isAlone = bearers.get(key) === 1 && name !== ''
      return [own, isAlone && bytesOf(name) <= mostBytes ? name : withDigest(name, own)]
    }),
  )
}

const nameIn = (own: Address): string => own.slice(own.indexOf('/') + 1)

/** Letters and digits of every script, and a few signs; whatever else there is becomes an underscore. */
const safeName = (name: string): string => {
  const kept = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '_')
    .replace(/^[.-]+|\.+$/g, '')
    .replace(/^_$/, '')
  return isReserved(kept) ? `_${kept}` : kept
}

/** Windows keeps these words for devices, whatever follows the first dot. */
const isReserved = (name: string): boolean =>
  /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)\d)(\.|$)/i.test(name.normalize('NFKC'))

/** What Windows and macOS take for the same name. */
const folded = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase()

const withDigest = (name: string, own: Address): string => {
  const digest = sealOf(own).slice(0, 8)
  return name === '' ? digest : `${shortened(name, mostBytes - digest.length - 1)}-${digest}`
}

const shortened = (name: string, most: number): string => {
  let kept = ''
  for (const letter of name) {
    if (bytesOf(kept + letter) > most) break
    kept += letter
  }
  return kept
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length
