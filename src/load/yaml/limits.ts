// The limits on the size of one file.
export interface FileLimits {
  readonly bytes: number
  readonly nodes: number
  readonly depth: number
  readonly keys: number
  readonly aliases: number
}

export const defaultFileLimits: FileLimits = {
  bytes: 1 << 20,
  nodes: 50_000,
  depth: 64,
  keys: 2_000,
  aliases: 100,
}

/** The nodes and aliases that were read so far. */
export interface FileUsage {
  nodes: number
  aliases: number
}
