// Names the record of the last apply: of which root and target it is, and the ref that holds it.

/** Each root within the repository has a record of its own for each target. */
export interface RecordName {
  readonly target: string
  /** The folder of the root within the repository, without `/` at its end; empty for the repository itself. */
  readonly root: string
}

export const appliedRefName = ({ root, target }: RecordName): string =>
  root === ''
    ? `refs/statsig-gitops/${target}/applied`
    : `refs/statsig-gitops/${target}/roots/${encodeRoot(root)}/applied`

/** `undefined` for another ref. */
export const parseAppliedRefName = (ref: string): RecordName | undefined => {
  const [, target, encoded] =
    /^refs\/statsig-gitops\/([A-Za-z0-9_-]+)(?:\/roots\/([a-z0-9_=+/-]+))?\/applied$/.exec(ref) ??
    []
  if (target === undefined) return undefined
  if (encoded === undefined) return { target, root: '' }
  const root = decodeRoot(encoded)
  // Another spelling of the same root would be a second record of it.
  return encodeRoot(root) === encoded ? { target, root } : undefined
}

/**
 * One part of a ref for the whole path, so that no root lies within another. Letters in upper case are encoded, because
 * some file systems do not tell them apart, and git keeps refs as files.
 */
export const encodeRoot = (root: string): string => {
  const encoded = [...Buffer.from(root)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[a-z0-9_-]/.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
  // The name of a file is limited. No encoded path begins with `+`.
  return encoded.match(/.{1,200}/g)?.join('/+') ?? ''
}

const decodeRoot = (encoded: string): string =>
  Buffer.from(
    encoded
      .replaceAll('/+', '')
      .replaceAll(/=([0-9a-f]{2})|./g, (character, hex: string | undefined) =>
        hex === undefined ? Buffer.from(character).toString('hex') : hex,
      ),
    'hex',
  ).toString()

/** The record in a sentence, in backquotes. */
export const recordLabel = ({ root, target }: RecordName): string =>
  root === '' ? `\`${target}\`` : `\`${target}\` from the folder \`${root}\``
