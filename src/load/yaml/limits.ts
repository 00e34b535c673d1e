// The most that one file may hold.
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

/** What a file has used so far of what it may use. */
export interface FileUsage {
  nodes: number
  aliases: number
}
