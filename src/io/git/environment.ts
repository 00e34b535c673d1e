// The environment of git processes: the variables that git needs, and never the Console API key.
import { resolve } from 'node:path'
import type { VariableLookup } from '../variable-lookup.ts'

export type ProcessEnvironment = Readonly<Record<string, string>>

const inheritedVariables = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SYSTEMROOT',
  'PATHEXT',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_CONFIG_HOME',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  // Records get the dates that git would use.
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_DATE',
]
/** The location of the repository. Relative paths are resolved from the current directory, not from the root. */
const repositoryVariables = ['GIT_DIR', 'GIT_WORK_TREE']

/** Variables for connections to a server and their credentials. */
const remoteVariables = [
  'USER',
  'LOGNAME',
  'USERNAME',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'SSH_ASKPASS',
  'SSH_ASKPASS_REQUIRE',
  'GIT_ASKPASS',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_ALLOW_PROTOCOL',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'GH_HOST',
  'GH_CONFIG_DIR',
]

const fixedVariables: ProcessEnvironment = {
  // Messages of git are parsed, so that they must not be translated.
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
}

/** Missing objects of a partial clone are not fetched implicitly: the settings of the repository name the programs for it. */
const offlineVariables: ProcessEnvironment = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }

/** For commands that use only this repository. */
export const localEnvironment = (lookUp: VariableLookup): ProcessEnvironment => ({
  ...pickVariables(lookUp, inheritedVariables),
  ...pickResolvedPaths(lookUp),
  ...fixedVariables,
  ...offlineVariables,
})

/** For commands that connect to a server. */
export const remoteEnvironment = (lookUp: VariableLookup): ProcessEnvironment => ({
  ...pickVariables(lookUp, [...inheritedVariables, ...remoteVariables]),
  ...pickResolvedPaths(lookUp),
  ...fixedVariables,
})

const pickVariables = (lookUp: VariableLookup, names: readonly string[]): ProcessEnvironment =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = lookUp(name)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

const pickResolvedPaths = (lookUp: VariableLookup): ProcessEnvironment =>
  Object.fromEntries(
    Object.entries(pickVariables(lookUp, repositoryVariables)).map(([name, value]) => [
      name,
      resolve(value),
    ]),
  )
