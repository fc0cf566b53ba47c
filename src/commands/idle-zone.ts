import { type Usage, usage } from '../core/request.ts'
import type { IdleZone } from '../net/world.ts'
import { visible } from '../records/visible.ts'
import type { Io } from '../terminal/io.ts'

const mostNamed = 3

/**
 * What is wrong with a file that changes nothing: it was meant to be another, and a report without it would be a false green.
 * Where DNS was asked nothing at all no file could have changed anything: that is no fault, and is said beside the report.
 */
export function idleZoneFault(
  { file, about, asked }: IdleZone,
  targets: readonly string[],
  io: Io,
  shown: readonly string[] = asked,
): Usage | undefined {
  if (asked.length === 0) {
    io.stderr.write(`relaycheck: ${visible(`--zone "${file}" was not needed: nothing was asked of DNS.`)}\n`)
    return undefined
  }
  const others = shown.filter((name) => !targets.includes(name)).sort(byLength)
  const named = others.length > 0 ? ` (${listOf(others)})` : ''
  const nothing = [...(targets.length > 0 ? [targets.join(', ')] : []), `any name that was asked for${named}`]
  return usage(
    `--zone "${file}" holds nothing about ${nothing.join(', nor about ')}: ${about}. Give the right file, or leave it out.`,
  )
}

/** Random names are long, and tell nothing. */
const byLength = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1)

function listOf(names: readonly string[]): string {
  const left = names.length - mostNamed
  const parts = [...names.slice(0, mostNamed), ...(left > 0 ? [`${left} more`] : [])]
  return [parts.slice(0, -1).join(', '), parts.at(-1)].filter((part) => part).join(' and ')
}
