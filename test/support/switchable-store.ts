import type { CompanyStore } from '../../src/companies/company-store.ts'
import { StoreUnavailableError } from '../../src/shared/app-error.ts'

/** How a store fails: `lost` does the work and loses the answer, as a broken connection does. */
export type StoreFault = 'none' | 'away' | 'lost'

/** A store that a test takes away and brings back. */
export interface StoreSwitch {
  fault: StoreFault
  /** Faults only these methods; all when undefined. */
  methods: readonly (keyof CompanyStore)[] | undefined
  wrap(store: CompanyStore): CompanyStore
}

export function createStoreSwitch(): StoreSwitch {
  const control: StoreSwitch = {
    fault: 'none',
    methods: undefined,
    wrap: store =>
      new Proxy(store, {
        get(target, name: keyof CompanyStore) {
          const method = target[name] as (...args: unknown[]) => Promise<unknown>
          return async (...args: unknown[]) => {
            const { fault, methods } = control
            if (fault === 'none' || (methods !== undefined && !methods.includes(name))) return method(...args)
            if (fault === 'lost') await method(...args)
            throw new StoreUnavailableError('company store', new Error(fault))
          }
        },
      }),
  }
  return control
}
