// What children see of the environment: what git needs to find its repository, and never a key of ours.
import { resolve } from 'node:path'

/** The value of a variable, as the world of a command gives it. */
export type Env = (name: string) => string | undefined
export type Environment = Readonly<Record<string, string>>

const usual = [
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
  // What is recorded is dated as git itself would date it.
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_DATE',
]
/** They say where the repository is. Relative, they are so to where the process runs, and not to the root. */
const places = ['GIT_DIR', 'GIT_WORK_TREE']

/** What a connection to a server and the credentials for it may need. */
const connecting = [
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

const always: Environment = {
  // Sentences are recognised by their words.
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
}

/** What a partial clone lacks is not fetched in passing: a repository says itself which programs that would run. */
const closed: Environment = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' }

/** For what reads and writes this repository alone. */
export const localEnvironment = (env: Env): Environment => ({
  ...picked(env, usual),
  ...placed(env),
  ...always,
  ...closed,
})

/** For what speaks with a server. */
export const remoteEnvironment = (env: Env): Environment => ({
  ...picked(env, [...usual, ...connecting]),
  ...placed(env),
  ...always,
})

const picked = (env: Env, names: readonly string[]): Environment =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = env(name)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

const placed = (env: Env): Environment =>
  Object.fromEntries(
    Object.entries(picked(env, places)).map(([name, value]) => [name, resolve(value)]),
  )
