// Whether `NODE_DEBUG` makes Node print what is sent, which holds the key.

/** The names under which Node prints of the network, of streams and of child processes. */
const printingNames: readonly string[] = [
  'http http2 https net tls stream fetch undici websocket child_process',
  // Older versions of Node, and other runtimes.
  '_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server',
  '_tls_common _tls_wrap',
].flatMap((names) => names.split(' '))

/** Matched as Node matches (`lib/internal/util/debuglog.js`): a list with commas, `*` for any text, in any case. */
export const printsRequests = (nodeDebug: string | undefined): boolean =>
  (nodeDebug ?? '')
    .toLowerCase()
    .split(',')
    .some((pattern) => printingNames.some((name) => matches(pattern.trim(), name)))

const matches = (pattern: string, name: string): boolean => {
  const [first = '', ...rest] = pattern.split('*')
  if (!name.startsWith(first)) return false
  if (rest.length === 0) return name === first
  const last = rest.pop() ?? ''
  let at = first.length
  for (const part of rest) {
    const index = name.indexOf(part, at)
    if (index < 0) return false
    at = index + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}
