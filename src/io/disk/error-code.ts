// Reads the system code of an error of the file system.

export const errorCode = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined

/** There is no file or folder at the path. */
export const isMissingError = (cause: unknown): boolean =>
  errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR'
