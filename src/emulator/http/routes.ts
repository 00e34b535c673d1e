// Finds the route of a request: fixed segments win over `*`, from left to right.

import { badRequest } from '../core/api-error.ts'
import type { Route } from '../core/context.ts'
import { resourceRoutes } from '../resources/index.ts'
import { consoleRoutes } from '../resources/workspace/console-routes.ts'

const BASE = '/console/v1/'

const routeRank = ({ path }: Route): string =>
  path
    .split('/')
    .map((segment) => (segment === '*' ? '1' : '0'))
    .join('')

type SplitRoute = Route & { readonly segments: readonly string[] }

const splitRoutes = (found: readonly Route[]): readonly SplitRoute[] =>
  found
    .toSorted((a, b) => routeRank(a).localeCompare(routeRank(b)))
    .map((route) => ({ ...route, segments: route.path.split('/') }))

const apiRoutes = splitRoutes(resourceRoutes)
const routesOfPeople = splitRoutes([...resourceRoutes, ...consoleRoutes])

export interface Match {
  readonly route: Route
  readonly params: readonly string[]
}

/** A person in the console can do what no key can do. */
export const routeFor = (method: string, path: string, isPerson: boolean): Match | undefined => {
  const found = findMatch(method, path, isPerson ? routesOfPeople : apiRoutes)
  return found && { route: found.route, params: found.params.map(decodeSegment) }
}

const findMatch = (
  method: string,
  path: string,
  routes: readonly SplitRoute[],
): Match | undefined => {
  if (!path.startsWith(BASE)) return undefined
  const pathSegments = path.slice(BASE.length).split('/')
  const route = routes.find(
    (candidate) =>
      candidate.method === method &&
      candidate.segments.length === pathSegments.length &&
      candidate.segments.every((segment, index) =>
        matchesSegment(segment, pathSegments[index] ?? ''),
      ),
  )
  if (!route) return undefined
  return { route, params: pathSegments.filter((_, index) => route.segments[index] === '*') }
}

export const isListRoute = (method: string, path: string): boolean =>
  findMatch(method, path, apiRoutes)?.route.isPaged === true

const matchesSegment = (segment: string, pathSegments: string): boolean =>
  segment === '*' ? pathSegments !== '' : segment === pathSegments

const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw badRequest('Invalid request. Please check the request input and try again.')
  }
}
