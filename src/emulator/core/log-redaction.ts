// What is sent in confidence, and must not be found in any log.
import { isJsonObject, type Json } from '../../json.ts'

/** The members of a body that open somebody else’s door. */
export const SECRET_MEMBERS: readonly string[] = ['token', 'deltaSharingCredentials']

const HIDDEN = '(hidden)'

/** A body as a log may hold it. */
export const redactBody = (path: string, body: Json | undefined): Json | undefined => {
  if (!/\/ingestion(\/|$)/i.test(path) || body === undefined) return body
  // What cannot be taken apart may hold anything.
  if (!isJsonObject(body)) return HIDDEN
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      SECRET_MEMBERS.includes(name) ? HIDDEN : value,
    ]),
  )
}
