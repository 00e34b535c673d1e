// What a query of experiments asks for: which of them, and which of their members.
import { type JsonObject, pick } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import type { ApiCall, EmulatorContext } from '../../core/context.ts'
import { filterByTargetApp } from '../../shared/pagination.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { creatable } from './experiment-keys.ts'

/** The filters that are not a comparison with a stored member. */
export const selectExperiments = (
  call: ApiCall,
  experiments: readonly JsonObject[],
): readonly JsonObject[] => {
  const { query } = call
  const [ids, types] = ['ids', 'experimentType'].map((name) => listOf(query, name))
  const [since, until] = [query.get('createdStartDate') ?? '', query.get('createdEndDate') ?? '9']
  return filterByTargetApp(call, experiments).filter(
    ({ createdTime, experimentType = 'BASE', id = '', isStale = false }) => {
      const day = new Date(Number(createdTime ?? 0)).toISOString().slice(0, 10)
      return (
        (ids === undefined || ids.includes(String(id))) &&
        (types === undefined || types.includes(String(experimentType))) &&
        (query.get('stale') !== 'true' || isStale === true) &&
        day >= since &&
        day <= until
      )
    },
  )
}

/** How an experiment is shown: with the members that `fields` names, and always its id. */
export const shownFields = (
  call: ApiCall,
): ((context: EmulatorContext, experiment: JsonObject) => JsonObject) => {
  const fields = listOf(call.query, 'fields')
  return (context, experiment) => {
    const shown = serializeObject(context, 'experiments', experiment)
    if (fields === undefined) return shown
    const isKnown = (name: string) => Object.hasOwn(shown, name) || Object.hasOwn(creatable, name)
    if (!fields.every(isKnown)) throw badRequest('Invalid field(s) requested.')
    return pick(shown, (name) => name === 'id' || fields.includes(name))
  }
}

const listOf = (query: URLSearchParams, name: string): readonly string[] | undefined => {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)]
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '')
  return values.length === 0 ? undefined : values
}
