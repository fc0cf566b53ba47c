import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { missingPrograms } from '../support/real-server.ts'
import { oneAddress } from './ip.ts'
import { manyDomains } from './many.ts'
import { oneDomain } from './one-domain.ts'
import { startUp } from './start-up.ts'
import { isMet, type Target } from './target.ts'
import { throughput } from './throughput.ts'

/**
 * `npm run bench`: how the built tool stands against what was asked of it; `npm run bench -- many` measures that alone.
 * Exit code 1 where a target is missed.
 */
const measures: Record<string, () => Promise<Target[]>> = {
  one: () => oneDomain(program),
  ip: () => oneAddress(program),
  start: () => startUp(program),
  throughput,
  many: () => manyDomains(program),
}
const chosen = process.argv.slice(2)
const unknown = chosen.find((name) => !(name in measures))
if (unknown !== undefined) throw new Error(`there is no ${unknown} to measure: ${Object.keys(measures).join(', ')}`)

const missing = missingPrograms('nsd', 'dnsperf')
if (missing) throw new Error(missing)
const root = join(import.meta.dirname, '../..')
const program = join(root, 'dist/relaycheck.js')
const built = spawnSync(process.execPath, ['bin/build.ts'], { cwd: root, stdio: 'inherit' })
if (built.status !== 0) throw new Error('dist was not built')

const show = (target: Target) => `${target.what}
  asked     ${target.better} ${target.asked}
  measured  ${target.measured}
  ratio     ${target.ratio.toFixed(2)} of the target: ${isMet(target) ? 'met' : 'MISSED'}
`
console.log(`${cpus().length} cores, ${cpus()[0]?.model}, Node ${process.versions.node}\n`)
const targets: Target[] = []
for (const [name, measure] of Object.entries(measures)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  for (const target of await measure()) {
    targets.push(target)
    console.log(show(target))
  }
}
const missed = targets.filter((target) => !isMet(target)).length
console.log(missed === 0 ? 'Every target is met.' : `${missed} of ${targets.length} targets missed.`)
process.exitCode = missed === 0 ? 0 : 1
