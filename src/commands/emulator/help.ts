// Explains, for `emulator --help` and at the start, how a request acts as a person in the console, and where SDKs
// download what they evaluate.

/** Lines to paste into a shell: they disable a gate as a person in the console would. */
export const consoleEditCommand = (gateId: string): readonly string[] => [
  `curl --request PATCH "$STATSIG_API_URL/console/v1/gates/${gateId}" \\`,
  `  --header "STATSIG-API-KEY: $STATSIG_API_KEY" \\`,
  `  --header 'emulator-user: on.call@example.com' \\`,
  `  --header 'content-type: application/json' \\`,
  `  --data '{"isEnabled": false}'`,
]

/** The options of an SDK with the addresses of this emulator. */
export const sdkAddresses = (url: string): readonly string[] => [
  '  statsig-node:',
  `    api: '${url}/v1'`,
  '  @statsig/statsig-node-core:',
  `    specsUrl: '${url}/v2/download_config_specs'`,
  `    idListsUrl: '${url}/v1/get_id_lists'`,
  `    logEventUrl: '${url}/v1/log_event'`,
]

export const emulatorHelp = `
Acting as a person in the console:
  A request with the header \`emulator-user: <mail address>\` is an edit of that
  person in the console. The audit log names the person. A valid key must be
  sent; its scopes, the rate limits and \`--fault\` do not apply to the request.

${consoleEditCommand('new_checkout')
  .map((line) => `  ${line}`)
  .join('\n')}

Serving SDKs:
  With \`--sdk\`, Statsig's server SDKs download config specs and ID lists that
  are compiled from the state of the emulator. A change is in the next download.
  Any key that begins with \`secret-\` is accepted. Events are discarded.

${sdkAddresses('$STATSIG_API_URL').join('\n')}
`
