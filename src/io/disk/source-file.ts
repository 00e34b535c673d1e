// Decodes the bytes of a definition file, and has the messages for files that cannot be read.
import type { SourceFile } from '../../model/index.ts'

export const mebibyte = 1 << 20

export const defaultSizeAdvice = 'split it into several files'

export const unreadableFile = (path: string, fault: string): SourceFile => ({
  path,
  text: '',
  fault,
})

export const decodeSource = (path: string, bytes: Buffer): SourceFile => {
  const text = decodeUtf8(bytes, bytes.length, true)
  if (text !== undefined) return { path, text }
  if (/^(?:\xFF\xFE|\xFE\xFF)/.test(bytes.toString('latin1', 0, 2)))
    return unreadableFile(path, 'The file is encoded as UTF-16: save it as UTF-8.')
  let [validLength, invalidLength] = [0, bytes.length + 1]
  while (invalidLength - validLength > 1) {
    const middle = (validLength + invalidLength) >> 1
    if (middle <= bytes.length && decodeUtf8(bytes, middle, false) !== undefined)
      validLength = middle
    else invalidLength = middle
  }
  const fault = 'The file is not UTF-8 from here on: save it as UTF-8.'
  return { path, text: decodeUtf8(bytes, validLength, false) ?? '', fault }
}

/** The first bytes as text; `undefined` if not UTF-8. A truncated last character is a fault only if `isComplete`. */
const decodeUtf8 = (bytes: Buffer, length: number, isComplete: boolean): string | undefined => {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(bytes.subarray(0, length), { stream: !isComplete })
  } catch {
    return undefined
  }
}

export const isIgnoredName = (name: string): boolean =>
  name.toLowerCase() === '.git' || name === 'node_modules'

export const ignoredFolderFault = 'The file is in `.git` or `node_modules`, which are not read.'

export const irregularFileFault = 'This is not a regular file.'

export const sizeFault = (maxBytes: number, advice: string): string =>
  `The file is larger than ${maxBytes} bytes: ${advice}.`

export const linkFault = (path: string, link: string): string =>
  path === link
    ? 'This is a symbolic link, and links are not followed: put the file itself here.'
    : `The folder \`${link}\` is a symbolic link, and links are not followed.`
