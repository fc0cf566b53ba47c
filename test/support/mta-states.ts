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
export function mtaState(state: string, { exposed = false, stale = false }: MtaAround = {}): string {
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
const tlsa = `_2525._tcp.mail.smtp2go.com TLSA 3 1 1 ${'ab'.repeat(32)}`
/** A relay that has PLAIN and LOGIN alone. */
const smtp = (ask: SmtpAsk) => sessionFor(ask, { helloAgain: { ...said(250), offers: offers() } })
/** The signer and the queue have tests of their own. */
const checks = mtaChecks.filter(({ id }) => id !== 'mta-signing' && id !== 'mta-queue')

/** What a folder does not show of its machine and of the world around it. */
export interface MtaAround {
  /** Every user may read its logins. */
  exposed?: boolean
  /** Its tables were compiled before their sources were written. */
  stale?: boolean
  /** Its addresses are known, as on the machine itself. */
  here?: boolean
  /** An address of its own beside 192.0.2.10. */
  address?: string
  /** The relay has TLSA records that validate. */
  dane?: boolean
}

/** What is found on the machine below a folder; with `here` its addresses are known. */
export function judgeMta(root: string, { here = true, address, dane = false }: MtaAround = {}): Promise<Finding[]> {
  const { machine: below } = doorTo({ root })
  const addresses = ['127.0.0.1', '192.0.2.10', ...(address === undefined ? [] : [address])]
  const self = { uid: 0, hostname: 'box', addresses }
  const world = memoryWorld(dane ? `${zone}\n${tlsa}` : zone, {
    machine: here ? { ...below, self } : below,
    smtp,
    source: '192.0.2.10',
    ...(dane && { secure: ['smtp2go.com'] }),
  })
  return lookAt(machine, planOf([machine], checks, askedOf({ senders: ['me@shop.example'] })), world)
}

/** The ids of findings that are neither well nor beside the point. */
export const amiss = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => !['pass', 'skip'].includes(verdict)).map(({ id }) => id)
