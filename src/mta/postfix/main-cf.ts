import type { Setting } from '../../core/mta.ts'
import { logicalLines, readNameValue } from './lines.ts'

/** main.cf as written: nothing in it is expanded yet. */
export interface MainCf {
  settings: ReadonlyMap<string, Setting>
  /** What stops Postfix, each a clause with its line. */
  faults: readonly string[]
}

/** Postfix sets these by itself and takes no notice of what a file says. */
const readOnly = new Set(['process_name', 'process_id', 'service_name'])

/** Reads main.cf (postconf(5)). The last of several lines for one parameter counts. */
export function readMainCf(text: string, path: string): MainCf {
  const settings = new Map<string, Setting>()
  const faults: string[] = []
  for (const { text: written, line } of logicalLines(text)) {
    const read = readNameValue(written)
    if ('fault' in read) faults.push(`${path} line ${line} ${read.fault}`)
    else if (!readOnly.has(read.name)) {
      const before = settings.get(read.name)
      const over = before && before.value !== read.value ? { over: { value: before.value, from: before.from } } : {}
      settings.set(read.name, { value: read.value, from: `${path} line ${line}`, ...over })
    }
  }
  return { settings, faults }
}
