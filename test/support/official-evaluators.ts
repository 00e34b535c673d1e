// Statsig's official evaluators, on specs that this project compiles: without a network, and without an account.
import { StatsigOnDeviceEvalClient } from '@statsig/js-on-device-eval-client'
import { Statsig, StatsigUser } from '@statsig/statsig-node-core'
import { StatsigServer } from 'statsig-node'
import type { Json, JsonObject } from '../../src/core/json.ts'
import {
  type CompiledSpecs,
  reachedGates,
  type Spec,
  type SpecsFormat,
  specsDocument,
} from '../../src/specs/index.ts'

export interface OfficialUser {
  readonly userID?: string
  readonly customIDs?: Readonly<Record<string, string>>
  readonly email?: string
  readonly country?: string
  readonly ip?: string
  readonly locale?: string
  readonly appVersion?: string
  readonly custom?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly environment?: string
}

/** What a user gets. An evaluator that cannot tell gives no value. */
export interface Official {
  readonly value: Json | undefined
  readonly rule: string
  readonly group: string | null
}

export interface OfficialEvaluator {
  readonly name: 'statsig-node' | 'statsig-node-core' | 'on-device'
  readonly gate: (id: string, user: OfficialUser) => Official
  readonly config: (id: string, user: OfficialUser) => Official
  /** The parameters that are asked for. */
  readonly layer: (id: string, user: OfficialUser, parameters: readonly string[]) => Official
  readonly end: () => Promise<void>
}

const documentOf = (specs: CompiledSpecs, format: SpecsFormat): string =>
  JSON.stringify(specsDocument(specs, format, { time: 1_700_000_000_000 }))

const unsupported: Official = { value: undefined, rule: '', group: null }
const isUnsupported = (reason: string | undefined): boolean =>
  reason?.includes('Unsupported') === true

const sdkUser = ({ environment, ...user }: OfficialUser) => ({
  ...user,
  userID: user.userID ?? '',
  ...(environment === undefined ? {} : { statsigEnvironment: { tier: environment } }),
})

/** The same users for each evaluation, since an SDK takes a user of its own. */
const convertOnce = <T>(convert: (user: OfficialUser) => T): ((user: OfficialUser) => T) => {
  const converted = new WeakMap<OfficialUser, { readonly user: T }>()
  return (user) => {
    const known = converted.get(user) ?? { user: convert(user) }
    converted.set(user, known)
    return known.user
  }
}

const parametersIn = (get: (name: string) => unknown, parameters: readonly string[]): JsonObject =>
  JSON.parse(
    JSON.stringify(Object.fromEntries(parameters.map((name) => [name, get(name) ?? null]))),
  )

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? {}))

const startServerSdk = async (specs: CompiledSpecs): Promise<OfficialEvaluator> => {
  const server = new StatsigServer('secret-test', {
    bootstrapValues: documentOf(specs, 'v1'),
    localMode: true,
    disableDiagnostics: true,
    disableAllLogging: true,
    initStrategyForIP3Country: 'none',
  })
  await server.initializeAsync()
  const toUser = convertOnce(sdkUser)
  return {
    name: 'statsig-node',
    gate: (id, user) => {
      const gate = server.getFeatureGateWithExposureLoggingDisabledSync(toUser(user) as never, id)
      return isUnsupported(gate.evaluationDetails?.reason)
        ? unsupported
        : { value: gate.value, rule: gate.ruleID, group: null }
    },
    config: (id, user) => {
      const config = server.getConfigWithExposureLoggingDisabledSync(toUser(user) as never, id)
      return isUnsupported(config.getEvaluationDetails()?.reason)
        ? unsupported
        : { value: plain(config.value), rule: config.getRuleID(), group: config.getGroupName() }
    },
    layer: (id, user, parameters) => {
      const layer = server.getLayerWithExposureLoggingDisabledSync(toUser(user) as never, id)
      return isUnsupported(layer.getEvaluationDetails()?.reason)
        ? unsupported
        : {
            value: parametersIn((name) => layer.getValue(name), parameters),
            rule: layer.getRuleID(),
            group: layer.getGroupName(),
          }
    },
    end: () => server.shutdownAsync(),
  }
}

const startServerCore = async (specs: CompiledSpecs): Promise<OfficialEvaluator> => {
  const text = documentOf(specs, 'v2')
  const core = new Statsig('secret-test', {
    dataStore: {
      initialize: async () => {},
      shutdown: async () => {},
      get: async () => ({ result: text, time: 1_700_000_000_000 }),
      set: async () => {},
      supportPollingUpdatesFor: async () => false,
    },
    disableNetwork: true,
    disableAllLogging: true,
    disableCountryLookup: true,
    outputLogLevel: 'none',
  })
  const { error, isSuccess } = await core.initialize()
  if (!isSuccess) throw new Error(`The specs were not read: ${error}`)
  const toUser = convertOnce((user) => new StatsigUser(sdkUser(user) as never))
  const silent = { disableExposureLogging: true }
  return {
    name: 'statsig-node-core',
    gate: (id, user) => {
      const gate = core.getFeatureGate(toUser(user), id, silent)
      return isUnsupported(gate.details.reason)
        ? unsupported
        : { value: gate.value, rule: gate.ruleID, group: null }
    },
    config: (id, user) => {
      const config = core.getExperiment(toUser(user), id, silent)
      return isUnsupported(config.details.reason)
        ? unsupported
        : { value: plain(config.value), rule: config.ruleID, group: config.groupName }
    },
    layer: (id, user, parameters) => {
      const layer = core.getLayer(toUser(user), id, silent)
      return isUnsupported(layer.details.reason)
        ? unsupported
        : {
            value: parametersIn((name) => layer.__value[name], parameters),
            rule: layer.ruleID,
            group: layer.groupName,
          }
    },
    end: async () => {
      await core.shutdown()
    },
  }
}

/** It does not say of a gate that it depends on an unsupported one: it is asked for each gate that is reached. */
export const startOnDevice = (specs: CompiledSpecs): OfficialEvaluator => {
  const client = new StatsigOnDeviceEvalClient('client-test', {
    networkConfig: { preventAllNetworkTraffic: true },
    disableLogging: true,
    disableStorage: true,
  })
  client.dataAdapter.setData(documentOf(specs, 'v1'))
  client.initializeSync({ disableBackgroundCacheRefresh: true })
  const toUser = convertOnce(sdkUser)
  const silent = { disableExposureLog: true }
  const byName = (all: readonly Spec[]) => new Map(all.map((spec) => [spec.name, spec]))
  const [gates, configs, layers] = [specs.gates, specs.configs, specs.layers].map(byName)
  const reached = reachedGates(specs)
  const isOpen = ({ rules }: Spec): boolean =>
    rules.some(({ conditions }) => conditions.some(({ type }) => type === 'unsupported'))
  const openGates = new Set(specs.gates.filter(isOpen).map(({ name }) => name))
  const isTold = (
    spec: Spec | undefined,
    reason: string,
    user: ReturnType<typeof toUser>,
  ): boolean =>
    !isUnsupported(reason) &&
    (spec === undefined ||
      reached(spec).every(
        (name) =>
          !openGates.has(name) ||
          !isUnsupported(client.getFeatureGate(name, user as never, silent).details.reason),
      ))
  return {
    name: 'on-device',
    gate: (id, user) => {
      const gate = client.getFeatureGate(id, toUser(user) as never, silent)
      return isTold(gates?.get(id), gate.details.reason, toUser(user))
        ? { value: gate.value, rule: gate.ruleID, group: null }
        : unsupported
    },
    config: (id, user) => {
      const config = client.getExperiment(id, toUser(user) as never, silent)
      return isTold(configs?.get(id), config.details.reason, toUser(user))
        ? { value: plain(config.value), rule: config.ruleID, group: config.groupName }
        : unsupported
    },
    layer: (id, user, parameters) => {
      const layer = client.getLayer(id, toUser(user) as never, silent)
      return isTold(layers?.get(id), layer.details.reason, toUser(user))
        ? {
            value: parametersIn((name) => layer.__value[name], parameters),
            rule: layer.ruleID,
            group: layer.groupName,
          }
        : unsupported
    },
    end: async () => {
      await client.shutdown()
    },
  }
}

export const startOfficialEvaluators = async (
  specs: CompiledSpecs,
): Promise<readonly OfficialEvaluator[]> => [
  await startServerSdk(specs),
  await startServerCore(specs),
  startOnDevice(specs),
]
