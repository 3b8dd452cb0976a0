import { enableCompileCache } from 'node:module'

// Compiled code is kept between starts (in the system's temporary folder, where it can be written): it halves the time to the first answer.
// Only what is imported after this line profits, so everything else is.
enableCompileCache()
const { runService } = await import('./run-service.ts')
await runService()
