import { onTestFinished } from 'vitest'
import { type Service, type ServiceOptions, startService } from './service.ts'

/** The service for one test, and stopped with it. */
export async function serviceOfTest(options: ServiceOptions = {}): Promise<Service> {
  const service = await startService(options)
  onTestFinished(() => service.stop())
  return service
}
