// The operations of the Console API: which the engine sends, and which the emulator serves.
import { resourceRoutes } from '../../src/emulator/resources/index.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'

/** `GET gates/*`: the method, and the path below `/console/v1/` with `*` for each parameter. */
export type OperationName = string

export const operationName = (method: string, path: string): OperationName =>
  `${method.toUpperCase()} ${path
    .replace(/^\/?console\/v1\//, '')
    .replace(/\?.*$/, '')
    .replace(/\{[^}]*\}/g, '*')}`

export const servedOperations = (): readonly OperationName[] =>
  sorted(resourceRoutes.map(({ method, path }) => operationName(method, path)))

/** What is read beside the resources: the project, its type, and who changed what. */
const readBeside = ['GET company', 'GET project', 'GET audit_logs']

export const sentOperations = (): readonly OperationName[] =>
  sorted([...readBeside, ...kinds.flatMap(operationsOfKind)])

const operationsOfKind = ({
  fields,
  itemSwitches = [],
  routes,
  statusMachine,
}: Kind): readonly OperationName[] => {
  const { archive, create, item, list, preRequest, readFrom, update } = routes
  const below = (method: string, path: string) => operationName(method, `${item}${path}`)
  return [
    operationName('GET', list),
    ...(readFrom === 'list' ? [] : [operationName('GET', item)]),
    ...(create === undefined ? [] : [operationName('POST', create)]),
    ...(preRequest === undefined ? [] : [operationName('POST', preRequest.path)]),
    operationName(update.method, update.absolutePath ?? item),
    ...(archive === undefined ? [] : [below(archive.method, archive.path)]),
    ...(routes.delete === undefined ? [] : [below(routes.delete.method, routes.delete.path)]),
    ...(statusMachine?.transitions ?? []).map(({ path }) => below('PUT', path)),
    ...itemSwitches.flatMap(({ off, on }) => [on, off].map((path) => below('POST', path))),
    ...Object.values(fields).flatMap(({ subResource }) => {
      if (subResource === undefined) return []
      const { path, write } = subResource
      const written =
        write.by === 'replace'
          ? [below('POST', path), ...(write.forms === undefined ? [] : [below('PATCH', path)])]
          : write.variants.flatMap(({ add, remove }) =>
              [add, remove].map((request) => below(request.method, request.path)),
            )
      return [below('GET', path), ...written]
    }),
  ]
}

const sorted = (names: readonly OperationName[]): readonly OperationName[] => {
  const byPath = (name: OperationName) => name.split(' ').reverse().join(' ')
  return [...new Set(names)].sort((a, b) => (byPath(a) < byPath(b) ? -1 : 1))
}
