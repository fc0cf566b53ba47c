import type { Setting } from '../../core/mta.ts'
import { groupedWords, logicalLines, readNameValue, unbrace } from './lines.ts'

/** One service of master.cf (master(5)). */
export interface Service {
  name: string
  type: string
  /** The program without its folder: `smtp`, `smtpd`, `pipe`. */
  program: string
  /** What `-o` sets for this service, not expanded. */
  overrides: ReadonlyMap<string, Setting>
  from: string
}
export interface MasterCf {
  services: readonly Service[]
  /** What stops Postfix, each a clause with its line. */
  faults: readonly string[]
}

const types = ['inet', 'unix', 'fifo', 'pass', 'unix-dgram']
const blanks = ' \t\r\n'

/** Reads master.cf: services in the order of the file. */
export function readMasterCf(text: string, path: string): MasterCf {
  const services: Service[] = []
  const faults: string[] = []
  for (const { text: written, line } of logicalLines(text)) {
    const from = `${path} line ${line}`
    const fields = groupedWords(written, blanks)
    const [name = '', type = '', , , , , , command = ''] = fields
    if (fields.length < 8) faults.push(`${from} has fewer than eight fields`)
    else if (!types.includes(type)) faults.push(`${from} has a service type that there is not`)
    else {
      const program = command.slice(command.lastIndexOf('/') + 1)
      services.push({ name, type, program, overrides: readOverrides(fields.slice(8), from), from })
    }
  }
  return { services, faults }
}

/** `-o name=value`, `-oname=value`, `-o { name = value }`, also behind other letters (`-vo`); the first word without `-` ends them. */
function readOverrides(options: readonly string[], from: string): Map<string, Setting> {
  const overrides = new Map<string, Setting>()
  for (let i = 0; i < options.length; i++) {
    const option = options[i] ?? ''
    if (!option.startsWith('-') || option === '--') break
    const at = option.indexOf('o')
    if (at < 0) continue
    const glued = option.slice(at + 1)
    const written = glued || (options[++i] ?? '')
    const read = readNameValue(unbrace(written) ?? written)
    if ('name' in read) overrides.set(read.name, { value: read.value, from })
  }
  return overrides
}

/** The service that a transport of that name is: one that Postfix connects to by a name in its queue directory. */
export const transportService = (services: readonly Service[], name: string): Service | undefined =>
  services.findLast((service) => service.name === name && service.type === 'unix')
