const binary = 1024 * 1024

/** Octets as people say it: `50 MB`, for round numbers of either kind; `10.2 MB`. */
export function octetsAs(octets: number): string {
  if (octets < 100_000) return `${octets.toLocaleString('en')} octets`
  const whole = octets % binary === 0 ? octets / binary : Math.round(octets / 100_000) / 10
  return whole >= 10_000 ? `${Math.round(whole / 1000).toLocaleString('en')} GB` : `${whole.toLocaleString('en')} MB`
}
