// Where all chance in tests begins: the same on every machine, unless SEED says otherwise.
export const seed = Number(process.env['SEED'] || 20_240_601)
