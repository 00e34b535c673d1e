// Options of the YAML parser and properties of its nodes that reading files and rewriting them share.
import { isScalar } from 'yaml'

/** `schema` stops a `%YAML 1.1` line from changing how values are read; `uniqueKeys` would take quadratic time. */
export const parserOptions = {
  schema: 'core',
  version: '1.2',
  strict: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const

/** Whether there is no text for the value. */
export const isEmptyNode = (node: unknown): boolean =>
  node === null || (isScalar(node) && node.type === 'PLAIN' && node.source === '')
