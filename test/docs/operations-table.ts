// The table of the operations of the Console API: what the engine sends, what the emulator serves, what is left out.
import { apiAreaAtPath } from '../../src/kinds/api-coverage.ts'
import { type OperationName, sentOperations, servedOperations } from '../support/operations.ts'
import { operationsLeftOut } from '../support/operations-left-out.ts'

type Row = readonly [area: string, operation: string, engine: string, emulator: string]

const pathOf = (name: OperationName): string => name.split(' ')[1] ?? ''

const rows = (): readonly Row[] => {
  const [sent, served] = [sentOperations(), servedOperations()]
  const leftOut = operationsLeftOut.flatMap(({ operations, reason }) =>
    operations.filter((name) => !served.includes(name)).map((name) => ({ name, reason })),
  )
  const all = [...served.map((name) => ({ name, reason: 'serves' })), ...leftOut]
  return all
    .map(
      ({ name, reason }): Row => [
        apiAreaAtPath(`/console/v1/${pathOf(name)}`)?.name ?? '',
        `\`${name}\``,
        sent.includes(name) ? 'sends' : '',
        reason === 'serves' ? reason : `no: ${reason}`,
      ],
    )
    .toSorted((a, b) => sortKey(a).localeCompare(sortKey(b), 'en'))
}

const sortKey = ([area, operation]: Row): string =>
  `${area} ${operation.replaceAll('`', '').split(' ').reverse().join(' ')}`

export const operationRows = (): readonly (readonly string[])[] => rows()

export const operationCounts = (): readonly (readonly string[])[] => {
  const all = rows()
  const count = (test: (row: Row) => boolean) => String(all.filter(test).length)
  return [
    ['operations of the document', String(all.length)],
    ['the engine sends', count(([, , engine]) => engine !== '')],
    ['the emulator serves', count(([, , , emulator]) => emulator === 'serves')],
    ['left out, with a reason', count(([, , , emulator]) => emulator !== 'serves')],
  ]
}
