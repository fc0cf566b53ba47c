const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const

/** A span of time in its two largest units, cut: `2 s`, `1 min 5 s`, `-3 h`. */
export function shortSpan(ms: number): string {
  const sign = ms <= -1000 ? '-' : ''
  let left = Math.abs(ms)
  const parts: string[] = []
  for (const [size, name] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0 || parts.length > 0) parts.push(count > 0 ? `${count} ${name}` : '')
    if (parts.length === 2) break
  }
  return sign + (parts.filter((part) => part !== '').join(' ') || '0 s')
}
