import type { DurationsOfKind } from '../shared/histogram.ts'

export type Labels = Readonly<Record<string, string>>
export type Sample = readonly [value: number, labels?: Labels]

/** A metric as Prometheus knows it: https://prometheus.io/docs/practices/naming/ */
export interface MetricFamily {
  /** With the unit at its end; a counter's ends with `_total`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly (Sample | NamedSample)[]
}

interface NamedSample {
  readonly metricName: string
  readonly labels: Labels
  readonly value: number
}

export const gauge = (name: string, help: string, ...samples: Sample[]): MetricFamily => ({ name, help, type: 'gauge', samples })
export const counter = (name: string, help: string, ...samples: Sample[]): MetricFamily => ({ name, help, type: 'counter', samples })

export function histogram(name: string, help: string, kinds: readonly DurationsOfKind<Labels>[]): MetricFamily {
  const samples = kinds.flatMap(({ labels, buckets, count, sum }) => [
    ...buckets.map(({ le, count: value }) => ({ metricName: `${name}_bucket`, labels: { ...labels, le: String(le) }, value })),
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ])
  return { name, help, type: 'histogram', samples }
}

/** As Prometheus or OpenMetrics text. The library is loaded when it is first asked for: it would cost the start a noticeable part of its second. */
export async function toText(families: readonly MetricFamily[], openMetrics: boolean): Promise<{ contentType: string; body: string }> {
  const { Registry } = await import('@prometheus-io/client')
  const contentType = openMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE
  const registry = new Registry(contentType)
  for (const { samples, ...family } of families) {
    const values = samples.map(sample => ('metricName' in sample ? sample : { value: sample[0], labels: sample[1] ?? {} }))
    // In OpenMetrics the name of a counter is without the suffix of its samples, which the library adds.
    const name = openMetrics && family.type === 'counter' ? family.name.replace(/_total$/, '') : family.name
    registry.registerMetric({ ...family, name, get: async () => ({ ...family, name, aggregator: 'sum', values }) } as never)
  }
  return { contentType, body: await registry.metrics() }
}
