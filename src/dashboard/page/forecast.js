import { count, plural, time } from './words.js'

/** @typedef {import('../../jobs/jobs.schemas.ts').PlanView} Plan */

/**
 * The service's forecast of pool and queue, in words. The figures are its own: the page reckons nothing.
 *
 * @param {Plan} plan
 * @returns {string}
 */
export function forecastWords(plan) {
  const { queued_addresses: queued, queue_done_at: doneAt, spent_at: spentAt, left_at_reset: left, available_capacity: available } = plan
  const reset = `the reset at ${time(plan.resets_at)}`
  if (queued === 0 && available > 0) return `Nothing waits to be fetched; ${count(left)} requests are left until ${reset}.`
  if (queued === 0) return `Nothing is left. It goes on after ${reset}, or when a token is added.`
  const waiting = `${plural(queued, 'address', 'addresses')} to fetch`
  if (plan.upstream_fails) return `${waiting}, and the upstream fails: nobody knows when they will be done.`
  if (doneAt === null) return `${waiting}, and no end in sight with these tokens: add one, or enable one.`
  if (available <= 0) return `Nothing is left for the ${waiting}: done by ${time(doneAt)}, or sooner when a token is added.`
  if (spentAt !== null) return `${waiting}: the pool is spent at ${time(spentAt)}, all are done by ${time(doneAt)}.`
  return `${waiting}: done by ${time(doneAt)}. About ${count(left)} requests are left over at ${reset}.`
}
