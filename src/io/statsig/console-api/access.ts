// Decides to which hosts a key may be sent.
import { UsageError } from '../../../core/usage-error.ts'

const defaultHost = 'statsigapi.net'
/** The only list of hosts that a key of Statsig may be sent to. Statsig has changed owners, and hosts may move. */
const statsigHosts: readonly string[] = [defaultHost, 'api.statsig.com']
const emulatorKeyPrefix = 'console-emulator-'

/** Default: Statsig. Messages never show the URL, because it may contain a password. */
export const parseApiUrl = (text: string | undefined): URL => {
  const url = parseUrl(text?.trim() || `https://${defaultHost}`)
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('The API URL must not hold a user name or a password.')
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`The API URL must end after its host: write \`${url.origin}\`.`)
  }
  if (!isLoopback(url) && !isStatsigHost(url)) {
    throw new UsageError(
      `The API URL must be ${statsigHosts.map((host) => `\`https://${host}\``).join(', ')} or an address of this machine.`,
    )
  }
  return url
}

const parseUrl = (text: string): URL => {
  if (URL.canParse(text)) return new URL(text)
  throw new UsageError(`The API URL is not a URL. An example: \`https://${defaultHost}\`.`)
}

const isStatsigHost = (url: URL): boolean =>
  url.protocol === 'https:' && url.port === '' && statsigHosts.includes(url.hostname)

/** `URL` has already converted every form of an IPv4 address (`127.1`, `0x7f000001`) to four numbers. */
const isLoopback = (url: URL): boolean =>
  (url.protocol === 'http:' || url.protocol === 'https:') &&
  (url.hostname === 'localhost' ||
    url.hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(url.hostname))

export const parseKey = (text: string | undefined, url: URL): string => {
  const key = text?.trim() ?? ''
  if (key === '') {
    throw new UsageError('There is no Console API key: set STATSIG_API_KEY in the environment.')
  }
  if (!/^console-[\x21-\x7e]+$/.test(key)) {
    throw new UsageError('STATSIG_API_KEY is not a Console API key: it must begin with `console-`.')
  }
  const isEmulator = key.startsWith(emulatorKeyPrefix)
  if (isLoopback(url) && !isEmulator) {
    throw new UsageError(
      `Only a key that begins with \`${emulatorKeyPrefix}\` is sent to an address of this machine.`,
    )
  }
  if (!isLoopback(url) && isEmulator) {
    throw new UsageError('The key is for an emulator and is not sent to Statsig.')
  }
  return key
}
