import { toIso } from '../../shared/clock.ts'
import type { LocalTime } from '../../shared/local-time.ts'

/**
 * Instants as they stand in the DATETIME columns of the five tables: as clocks in `sqlserver.time_zone` say them, without a word on the zone. So rows
 * of the hour that comes twice do not tell which of the two they are from. The service's own columns and tables are in UTC, whatever the zone.
 * All take and give ISO 8601; what goes to a column, or is compared with one, names UTC and means that zone.
 */
export interface TableTimes {
  readonly timeZone: string
  /** For a column. */
  written(iso: string): string
  /** What a column says: of an hour that comes twice the first one. */
  read(value: unknown): string | null
  /**
   * For `>=` and `<`: ranges that meet share no row and lose none, and later instants have no earlier bounds. Rows of both hours belong to
   * the range in which the first one lies.
   */
  bound(iso: string): string
  /** For `<`: only rows that are older whichever hour they are from. */
  surelyBefore(iso: string): string
}

export function createTableTimes(time: LocalTime): TableTimes {
  const wall = (iso: string, place: (instant: number) => number) => toIso(place(Date.parse(iso)))
  return {
    timeZone: time.timeZone,
    written: iso => wall(iso, time.wallOf),
    read: value => (value instanceof Date ? toIso(time.instantOf(value.getTime())) : null),
    bound: iso =>
      wall(iso, instant => {
        const hour = time.doubleHourAt(instant)
        return hour === null || hour.isFirst ? time.wallOf(instant) : hour.to
      }),
    surelyBefore: iso =>
      wall(iso, instant => {
        const hour = time.doubleHourAt(instant)
        return hour?.isFirst ? hour.from : time.wallOf(instant)
      }),
  }
}
