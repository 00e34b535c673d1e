// The body of a request or an answer.
import type { IncomingMessage } from 'node:http'

/** Nothing where it was cut off. */
export const bytesOf = async (message: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of message) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } catch {
    return undefined
  }
}
