import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FAST, type Service, startService } from '../support/service.ts'

/** Everything that the service has put into its folder, and the folder itself, with what others may do there. */
function openToOthers({ folder }: Service): string[] {
  const data = join(folder, 'data')
  const entries = readdirSync(data, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) => join(parentPath, name))
  return [data, ...entries].filter(path => (statSync(path).mode & 0o077) !== 0).map(path => path.slice(folder.length))
}

/** Modes are a matter of Unix; elsewhere the user's own folder is the boundary. */
test.runIf(process.platform !== 'win32')(
  'whatever a working service writes is for its owner alone, also in a folder that was left open',
  async () => {
    const umask = process.umask(0)
    onTestFinished(() => void process.umask(umask))
    const service = await startService()
    onTestFinished(() => service.stop())
    const { json } = await service.post('/jobs/create-batch', { emails: ['a@x.com', 'b@x.com'], config: FAST })
    await service.finished(json.job_id)
    expect(readdirSync(join(service.folder, 'data')).length).toBeGreaterThan(5)
    expect(openToOthers(service)).toEqual([])
    chmodSync(join(service.folder, 'data'), 0o755)
    const again = await startService({ env: { DATA_DIR: join(service.folder, 'data') }, pool: [] })
    onTestFinished(() => again.stop())
    expect(openToOthers(service)).toEqual([])
  },
)
