// Removes secrets from bodies before they are logged.
import { isJsonObject, type Json } from '../../core/json.ts'

/** Members of a body that contain credentials. */
export const SECRET_MEMBERS: readonly string[] = ['token', 'deltaSharingCredentials']

const HIDDEN = '(hidden)'

/** The body without secrets. */
export const redactBody = (path: string, body: Json | undefined): Json | undefined => {
  if (!/\/ingestion(\/|$)/i.test(path) || body === undefined) return body
  // A body that is not an object can contain a secret anywhere.
  if (!isJsonObject(body)) return HIDDEN
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      SECRET_MEMBERS.includes(name) ? HIDDEN : value,
    ]),
  )
}
