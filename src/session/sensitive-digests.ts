// The keyed digests that stand for sensitive values on a terminal, where the key of the seal is at hand.
import { createHmac } from 'node:crypto'
import { sealVariable } from '../io/git/record-seal.ts'
import type { CommandEnvironment } from './environment.ts'

/** Absent without a key: then a word stands for each value. */
export const sensitiveDigest = ({
  readVariable,
}: Pick<CommandEnvironment, 'readVariable'>): ((text: string) => string) | undefined => {
  const secret = readVariable(sealVariable) ?? ''
  if (secret === '') return undefined
  const key = createHmac('sha256', secret).update('sensitive values').digest()
  return (text) => `hmac:${createHmac('sha256', key).update(text).digest('hex').slice(0, 8)}`
}
