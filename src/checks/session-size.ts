import { grouped } from '../records/number.ts'

const binary = 1024 * 1024

/** Octets as people say it: `50 MB`, for round numbers of either kind; `10.2 MB`. */
export function octetsAs(octets: number): string {
  if (octets < 100_000) return `${grouped(octets)} octets`
  const whole = octets % binary === 0 ? octets / binary : Math.round(octets / 100_000) / 10
  return whole >= 10_000 ? `${grouped(Math.round(whole / 1000))} GB` : `${grouped(whole)} MB`
}
