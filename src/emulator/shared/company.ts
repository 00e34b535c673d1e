// Who we are: the place where a client learns whether metrics live in a warehouse.

import type { Route } from '../core/context.ts'
import { answer } from './handlers.ts'

export const COMPANY_ID = '5EmulatedCompany000000'

export const PROJECT_ID = '6EmulatedProject000000'

export const company: readonly Route[] = [
  {
    method: 'GET',
    path: 'company',
    handle: ({ world }) =>
      answer('Company info read successfully.', {
        companyID: COMPANY_ID,
        companyName: 'Emulated Company',
        isWarehouseNative: world.project === 'warehouse',
        orgID: null,
        orgName: null,
      }),
  },
  {
    method: 'GET',
    path: 'project',
    handle: ({ world }) => answer('Project Info Retrieved Successfully', { id: world.projectId }),
  },
]
