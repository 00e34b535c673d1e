// Writes to a stream of the process. A closed pipe or a full disk ends the output, and never the work.
import type { Writable } from 'node:stream'
import { errorCode } from './disk/error-code.ts'

/** `onFault` gets the code of the first error, unless the reader has closed the pipe, which readers may do. */
export const streamWriter = (
  stream: Writable,
  onFault: (code: string) => void = () => {},
): ((text: string) => void) => {
  let isBroken = false
  stream.on('error', (error) => {
    if (isBroken) return
    isBroken = true
    const code = errorCode(error)
    if (code !== 'EPIPE') onFault(typeof code === 'string' ? code : error.message)
  })
  return (text) => {
    if (!isBroken) stream.write(text)
  }
}
