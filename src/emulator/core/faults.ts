// Faults between a client and the API, and the option that describes one.
const faultDocs = {
  '429': 'Too many requests, with Retry-After if `retry-after` is given; not processed.',
  '500': 'Internal server error; not processed.',
  '503': 'Service unavailable; not processed.',
  reset: 'The connection is reset; not processed.',
  lost: 'Processed; then the connection is reset without an answer.',
  timeout: 'Processed; no answer is sent.',
  hang: 'Not processed; no answer is sent.',
  'page-shift': 'From the second page on, a list has one item more or less than on the first page.',
  stale: 'Reads show the state of one second ago.',
  html: 'A 502 with an HTML page; not processed.',
  'lost-html': 'Processed; then a 502 with an HTML page.',
  truncated: 'Processed; the JSON is cut short, and content-length agrees with it.',
  cut: 'Processed; the connection ends before content-length is reached.',
  empty: 'Processed; a 2xx with an empty body.',
  '401': 'The key is not valid any more.',
  '403': 'The key has no permission for this resource.',
  redirect: 'A 307 to another host and path; not processed.',
  'no-pagination': 'List answers lack their pagination.',
  'errors-object': 'A 400 whose `errors` is one object; not processed.',
  twice: 'A proxy delivers the request twice; the client gets the second answer.',
  review:
    'A change with the header x-respect-review-settings is answered 2xx with `activeReview` and waits.',
} as const

export type FaultKind = keyof typeof faultDocs

export interface Fault {
  readonly kind: FaultKind
  readonly method?: string
  /** A part of the path. */
  readonly path?: string
  /** Only the nth request that matches, from 1. */
  readonly nth?: number
  /** The maximum number of times. */
  readonly times?: number
  readonly rate?: number
  /** The header as it is sent. It need not be valid. */
  readonly retryAfter?: string
}

const isFaultKind = (name: string): name is FaultKind => Object.hasOwn(faultDocs, name)

export const faultKinds: readonly { readonly name: FaultKind; readonly doc: string }[] =
  Object.entries(faultDocs).flatMap(([name, doc]) => (isFaultKind(name) ? [{ name, doc }] : []))

/** `429`, `429:retry-after=2`, `reset:nth=3,method=POST`. */
export const parseFault = (text: string): Fault => {
  const [kind = '', settings = ''] = splitOnce(text, ':')
  if (!isFaultKind(kind))
    throw new Error(
      `There is no fault \`${kind}\`. The faults are ${faultKinds.map(({ name }) => name).join(', ')}.`,
    )
  return settings
    .split(',')
    .filter((setting) => setting !== '')
    .reduce<Fault>((fault, setting) => addSetting(fault, text, setting), { kind })
}

const addSetting = (fault: Fault, text: string, setting: string): Fault => {
  const [name = '', value = ''] = splitOnce(setting, '=')
  const number = (): number => {
    if (value !== '' && Number.isFinite(Number(value)) && Number(value) >= 0) return Number(value)
    throw new Error(`\`${name}\` of the fault \`${text}\` must be a number, not \`${value}\`.`)
  }
  switch (name) {
    case 'method':
      return { ...fault, method: value.toUpperCase() }
    case 'path':
      return { ...fault, path: value }
    case 'nth':
      return { ...fault, nth: number() }
    case 'times':
      return { ...fault, times: number() }
    case 'rate':
      return { ...fault, rate: number() }
    case 'retry-after':
      return { ...fault, retryAfter: value }
    default:
      throw new Error(
        `A fault has no setting \`${name}\`. The settings are method, path, nth, times, rate and retry-after.`,
      )
  }
}

const splitOnce = (text: string, separator: string): readonly string[] => {
  const index = text.indexOf(separator)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}
