const drawn = new Uint16Array(1024)
let left = 0

/** A number from 0 to 65535 that nobody can foresee (RFC 5452 section 9.2); drawn many at once. */
export function random16(): number {
  if (left === 0) {
    process.getBuiltinModule('node:crypto').randomFillSync(drawn)
    left = drawn.length
  }
  return drawn[--left] as number
}
