import { chmodSync, cpSync, existsSync, globSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { mtaChecks } from '../../src/checks/mta/index.ts'
import { lookAt } from '../../src/commands/look.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { SmtpAsk } from '../../src/core/smtp.ts'
import { planOf } from '../../src/plan.ts'
import { doorTo } from './machine-tree.ts'
import { memoryWorld } from './memory-dns.ts'
import { machine } from './mta-facts.ts'
import { makeFolder } from './real-server.ts'
import { askedOf } from './session-facts.ts'
import { offers, said, sessionFor } from './sessions.ts'

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

const zone = `shop.example SOA ns h 1
  box.shop.example A 192.0.2.10
  mail.example.com A 192.0.2.10
  smtp2go.com SOA ns h 1
  mail.smtp2go.com A 192.0.2.25`
/** A relay that has PLAIN and LOGIN alone. */
const smtp = (ask: SmtpAsk) => sessionFor(ask, { helloAgain: { ...said(250), offers: offers() } })
/** The signer and the queue have tests of their own. */
const checks = mtaChecks.filter(({ id }) => id !== 'mta-signing' && id !== 'mta-queue')

/** What is found on the machine below a folder; with `here` its addresses are known. */
export function judgeMta(root: string, { here = true } = {}): Promise<Finding[]> {
  const { machine: below } = doorTo({ root })
  const self = { uid: 0, hostname: 'box', addresses: ['127.0.0.1', '192.0.2.10'] }
  const world = memoryWorld(zone, {
    machine: here ? { ...below, self } : below,
    smtp,
    source: '192.0.2.10',
  })
  return lookAt(machine, planOf([machine], checks, askedOf({ senders: ['me@shop.example'] })), world)
}

/** The ids of findings that are neither well nor beside the point. */
export const amiss = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => !['pass', 'skip'].includes(verdict)).map(({ id }) => id)
