// `import`: writes live resources to YAML files. It overwrites no file and writes nothing to Statsig.
import { isFatal, sortDiagnostics } from '../../core/diagnostic.ts'
import { filesOf, type ImportedFile } from '../../import/imported-file.ts'
import { checkRoundTrip } from '../../import/round-trip.ts'
import { listUnreadSubResources, selectWithSubResources } from '../../import/sub-resources.ts'
import { filePaths, toFiles } from '../../import/to-files.ts'
import { createTextFiles, pathExists } from '../../io/disk/text-files.ts'
import { registryFor } from '../../load/workspace.ts'
import type { Address, SourceFile } from '../../model/index.ts'
import { type ConnectionOptions, connectToRead } from '../../prepare/connection.ts'
import { preflightStop, withoutDefinitions } from '../../prepare/preflight.ts'
import { type ReadProject, readProject, withReferencedKinds } from '../../prepare/read-project.ts'
import type { ImportResult } from '../../report/results.ts'
import { roundTripText } from '../../report/text/round-trip.ts'
import {
  type AddressPattern,
  parsePatterns,
  rejectUnmatched,
} from '../../resources/address-patterns.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { MaskedEnvironment } from '../../session/masked-environment.ts'
import { openWorkspace } from '../../session/open-workspace.ts'
import { print, rendererFor, resolveRoot } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'
import { folderWarning, importFolder, rejectNestedRoot } from './folder.ts'

export interface ImportCommandOptions extends ConnectionOptions {
  readonly all?: boolean
  readonly include?: readonly string[]
  readonly out?: string
  readonly dryRun?: boolean
}

export const importCommand = async (
  patterns: readonly string[],
  options: ImportCommandOptions,
  environment: MaskedEnvironment,
): Promise<ExitCode> => {
  const addressPatterns = parsePatterns(patterns, options.all ?? false)
  const renderer = rendererFor(options, environment)
  const root = resolveRoot(options, environment)
  const workspace = await openWorkspace(root, [], options)
  if (isFatal(workspace.diagnostics)) {
    const diagnostics = sortDiagnostics(workspace.diagnostics)
    return printStop({ is: 'invalid', diagnostics }, renderer, environment)
  }
  const folder = importFolder(options.out, workspace)
  await rejectNestedRoot(root, options.out)
  const registry = registryFor(workspace)
  const repository = {
    desired: workspace.desired,
    reviews: workspace.settings.reviews,
    registry,
  }
  const connection = await connectToRead(options, repository, environment)
  try {
    const stop = await preflightStop(withoutDefinitions(workspace), registry, connection, options)
    if (stop !== undefined) return printStop(stop, renderer, environment)
    const requestedKinds = new Set(addressPatterns.flatMap(({ kinds }) => kinds))
    const bar = environment.progress.count(
      withReferencedKinds(requestedKinds, registry).size,
      'Reading',
    )
    const include = new Set(options.include ?? [])
    const reading = async () => {
      const read = await readProject(requestedKinds, registry, connection.reader, bar.tick)
      const refused = read.refused.filter(({ kind }) => requestedKinds.has(kind))
      const fault = hiddenKindFault(addressPatterns, refused)
      if (fault !== undefined) throw new Error(fault)
      const empty = rejectUnmatched(addressPatterns, read.live.resources.keys())
      const request = { patterns: addressPatterns, include, desired: workspace.desired }
      return {
        ...(await selectWithSubResources(request, read.live, registry, connection.reader, bar)),
        refused,
        empty: empty.map((kind) => ({ address: `${kind}/*`, reason: 'Statsig has none' })),
      }
    }
    const {
      selected,
      skipped,
      live,
      refused,
      empty,
      include: read,
    } = await reading().finally(bar.end)
    const imported = toFiles(selected, filePaths(live, folder, registry), live, registry)
    const proof = checkRoundTrip(imported, live, workspace.settings, registry)
    const warning = await folderWarning(
      root,
      folder,
      proof.stable.map(({ file }) => file.path),
      workspace,
    )
    if (warning !== undefined) print(environment, renderer.importWarning(warning))
    const outcome = await writeFiles(proof.stable, root, options, environment)
    const unstable = proof.changing.map(({ address, because }) => ({
      address,
      reason: roundTripText(because),
    }))
    const result: ImportResult = {
      isDryRun: options.dryRun ?? false,
      written: outcome.written.map((each) => ({
        ...each,
        leftOut: each.leftOut.map(({ because, name }) => ({
          field: name,
          reason: because.code === 'fault' ? because.reason : roundTripText(because.change.because),
        })),
      })),
      skipped: [...empty, ...skipped, ...proof.faulty, ...unstable, ...outcome.blocked],
      refused,
      unread: listUnreadSubResources(
        outcome.written.map(({ resource }) => resource),
        read,
        registry,
      ),
      ...(warning !== undefined && { warning }),
    }
    print(environment, renderer.importResult(result))
    return exitCodes.success
  } finally {
    await connection.close()
  }
}

/** A kind that Statsig does not return is an error only where a pattern names it. */
const hiddenKindFault = (
  addressPatterns: readonly AddressPattern[],
  refused: ReadProject['refused'],
): string | undefined => {
  const hiddenKind = refused.find(({ kind }) =>
    addressPatterns.some(({ isAll, kinds }) => !isAll && kinds.includes(kind)),
  )
  return hiddenKind && `Statsig returns no \`${hiddenKind.kind}\`: ${hiddenKind.reason}`
}

const writeFiles = async (
  stable: readonly ImportedFile[],
  root: string,
  options: ImportCommandOptions,
  { progress, secretMask }: Pick<MaskedEnvironment, 'progress' | 'secretMask'>,
): Promise<{
  readonly written: readonly ImportedFile[]
  readonly blocked: readonly { readonly address: Address; readonly reason: string }[]
}> => {
  const written: ImportedFile[] = []
  const blocked: { address: Address; reason: string }[] = []
  const bar = progress.count(stable.length, 'Writing')
  try {
    for (const imported of stable) {
      const files = filesOf(imported)
      if (files.some(({ text }) => secretMask.reveals(text))) {
        const { address } = imported.resource
        blocked.push({ address, reason: 'its text holds the key or another secret' })
        bar.tick()
        continue
      }
      const existing = await (options.dryRun
        ? findExistingFile(root, files)
        : createTextFiles(root, files))
      if (existing === undefined) written.push(imported)
      else
        blocked.push({
          address: imported.resource.address,
          reason: `\`${existing}\` exists already and ${existing === imported.file.path ? 'defines another resource' : 'is not overwritten'}`,
        })
      bar.tick()
    }
  } finally {
    bar.end()
  }
  return { written, blocked }
}

const findExistingFile = async (
  root: string,
  files: readonly SourceFile[],
): Promise<string | undefined> => {
  for (const { path } of files) if (await pathExists(root, path)) return path
  return undefined
}
