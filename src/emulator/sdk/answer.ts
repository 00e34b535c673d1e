// Answers the requests of Statsig's server SDKs: config specs, ID lists, and events, which are discarded.
import { type Json, member } from '../../core/json.ts'
import type { RawRequest, RawResponse } from '../http/raw-message.ts'
import { ID_LIST_PATH } from './id-list-files.ts'
import type { SpecsSource } from './specs-source.ts'

/** `undefined` where the request is none of an SDK. */
export type AnswerSdk = (request: RawRequest) => RawResponse | undefined

const SPECS = /^\/(v1|v2)\/download_config_specs(?:\/([^/]+?)(?:\.json)?)?$/
const DISCARDED = /^\/v1\/(log_event|log_event_beacon|rgstr|sdk_exception)$/

export const createSdkAnswers =
  (source: SpecsSource): AnswerSdk =>
  (request) => {
    const [path = '', query = ''] = request.path.split('?', 2)
    if (DISCARDED.test(path)) return jsonAnswer(202, { success: true })
    if (path.startsWith(ID_LIST_PATH))
      return fileAnswer(source.idLists().read(path.slice(ID_LIST_PATH.length)), request)
    const [, format, keyInPath] = SPECS.exec(path) ?? []
    const isListRequest = path === '/v1/get_id_lists'
    if (format === undefined && !isListRequest) return undefined
    if (!isServerKey(keyInPath ?? headerOf(request, 'statsig-api-key')))
      return jsonAnswer(401, {
        status: 401,
        message: 'A server SDK key begins with `secret-`. Use any such key.',
      })
    if (isListRequest)
      return jsonAnswer(200, source.idLists().directory(`http://${headerOf(request, 'host')}`))
    const since = Number(new URLSearchParams(query).get('sinceTime') ?? sinceIn(request.text))
    return source.time() <= since
      ? jsonAnswer(200, { has_updates: false })
      : jsonAnswer(200, source.document(format === 'v2' ? 'v2' : 'v1'))
  }

const KEY = /secret-[^/?&\s"]+?(?=\.json\b|[/?&\s"]|$)/g

/** Without the keys that SDKs write into addresses. */
export const hideServerKeys = (text: string): string => text.replaceAll(KEY, 'secret-(hidden)')

const isServerKey = (key: string): boolean => /^secret-./.test(key)

const headerOf = ({ headers }: RawRequest, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

/** A POST has the time in its body. */
const sinceIn = (text: string): number => {
  try {
    const body: Json = JSON.parse(text)
    return Number(member(body, 'sinceTime') ?? 0)
  } catch {
    return 0
  }
}

const jsonAnswer = (status: number, body: Json): RawResponse =>
  textAnswer(status, JSON.stringify(body), 'application/json; charset=utf-8')

const textAnswer = (
  status: number,
  text: string,
  contentType: string,
  headers: RawResponse['headers'] = {},
): RawResponse => ({
  status,
  headers: {
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  },
  text,
})

/** An SDK asks for what it has not read yet. */
const fileAnswer = (text: string | undefined, request: RawRequest): RawResponse => {
  if (text === undefined) return jsonAnswer(404, { status: 404, message: 'Not Found' })
  const [, range] = /^bytes=(\d+)-$/.exec(headerOf(request, 'range')) ?? []
  const start = Number(range ?? 0)
  if (start === 0) return textAnswer(200, text, 'text/plain')
  if (start >= text.length)
    return textAnswer(416, '', 'text/plain', { 'content-range': `bytes */${text.length}` })
  const contentRange = `bytes ${start}-${text.length - 1}/${text.length}`
  return textAnswer(206, text.slice(start), 'text/plain', { 'content-range': contentRange })
}
