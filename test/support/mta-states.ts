import { chmodSync, cpSync, existsSync, globSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './real-server.ts'

/** A machine of fixtures/mta in a folder of its own, its passwords for root alone, its compiled tables made after their sources. */
export function mtaState(state: string, { exposed = false, stale = false } = {}): string {
  const root = makeFolder()
  cpSync(join(import.meta.dirname, '../../fixtures/mta', state), root, { recursive: true })
  const written = new Date('2026-05-01T00:00:00Z')
  const made = new Date(stale ? '2026-04-01T00:00:00Z' : '2026-05-02T00:00:00Z')
  for (const name of globSync('**/*', { cwd: root })) {
    const path = join(root, name)
    if (!statSync(path).isFile()) continue
    chmodSync(path, /sasl_passwd/.test(name) && !exposed ? 0o600 : 0o644)
    const time = existsSync(path.replace(/\.db$/, '')) && name.endsWith('.db') ? made : written
    utimesSync(path, time, time)
  }
  return root
}
