import type { HealthView } from '../system/system.schemas.ts'
import { EXIT } from './cli-error.ts'
import type { Command } from './command.ts'

export const healthCommand: Command = {
  name: 'health',
  summary: 'What works and what is wrong, in words; exit code 1 when unhealthy',
  async run({ api, out }) {
    const report = await api.json<HealthView>('/system/health', { accept: [503] })
    if (out.json) out.data(report)
    else {
      out.line(`${report.status} (score ${report.health_score}), version ${report.version}, up ${report.uptime_seconds} s`)
      for (const issue of report.issues) out.line(`! ${issue}`)
      out.table(Object.entries(report.components).map(([name, { status, latency_ms }]) => [name, status, `${latency_ms} ms`]))
    }
    return report.status === 'unhealthy' ? EXIT.partly : EXIT.ok
  },
}
