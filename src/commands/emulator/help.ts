// Explains, for `emulator --help` and at the start, how a request acts as a person in the console.

/** Lines to paste into a shell: they disable a gate as a person in the console would. */
export const consoleEditCommand = (gateId: string): readonly string[] => [
  `curl --request PATCH "$STATSIG_API_URL/console/v1/gates/${gateId}" \\`,
  `  --header "STATSIG-API-KEY: $STATSIG_API_KEY" \\`,
  `  --header 'emulator-user: on.call@example.com' \\`,
  `  --header 'content-type: application/json' \\`,
  `  --data '{"isEnabled": false}'`,
]

export const emulatorHelp = `
Acting as a person in the console:
  A request with the header \`emulator-user: <mail address>\` is an edit of that
  person in the console. The audit log names the person. A valid key must be
  sent; its scopes, the rate limits and \`--fault\` do not apply to the request.

${consoleEditCommand('new_checkout')
  .map((line) => `  ${line}`)
  .join('\n')}
`
