import assert from 'node:assert/strict'
import test from 'node:test'
import { sessionChecks } from '../../src/checks/session/index.ts'
import type { Facts } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import { seen } from '../../src/core/observation.ts'
import { endOf } from '../../src/core/session-stages.ts'
import type { SmtpSession } from '../../src/core/smtp.ts'
import { judge } from '../../src/judge.ts'
import { hosting } from '../../src/knowledge/hosting.ts'
import { askedOf, relayFacts } from '../support/session-facts.ts'
import { broken, offers, said, session, sessionFor, unconnected } from '../support/sessions.ts'

const troubles = ['silent', 'refused', 'hung-up', 'not-smtp', 'tls', 'injected'] as const
const replies = [421, 450, 454, 500, 502, 530, 550, 554]
const ask = { address: '192.0.2.1', port: 587, envelopes: [] }
const offering = { ...said(250), offers: offers({ starttls: true }) }

/** Where a session can end, and the steps that come before it. */
const steps = {
  starttls: ['greeting', 'hello', 'starttls', 'encrypted', 'helloAgain'],
  implicit: ['encrypted', 'greeting', 'hello'],
  none: ['greeting', 'hello'],
} as const

/** Every way in which a session can end before it is ready: broken or refused at each step, in each kind of session. */
function* ends(): Generator<readonly [string, SmtpSession]> {
  for (const tls of ['starttls', 'implicit', 'none'] as const) {
    for (const trouble of ['refused', 'silent', 'no-route', 'unreachable'] as const)
      yield [`${tls}: ${trouble}`, unconnected({ ...ask, tls }, trouble)]
    const whole = sessionFor({ ...ask, tls })
    for (const [i, step] of steps[tls].entries()) {
      const later = Object.fromEntries(steps[tls].slice(i).map((one) => [one, undefined]))
      const until = session({ ...whole, hello: tls === 'starttls' ? offering : whole.hello, ...later })
      for (const trouble of troubles) yield [`${tls}: ${trouble} at ${step}`, { ...until, [step]: broken(trouble) }]
      if (step === 'encrypted') continue
      for (const code of replies) yield [`${tls}: ${code} at ${step}`, { ...until, [step]: said(code) }]
    }
  }
  yield [
    'starttls: not offered',
    session({
      hello: { ...said(250), offers: offers() },
      starttls: undefined,
      encrypted: undefined,
      helloAgain: undefined,
    }),
  ]
}

const findingsOf = (sessions: readonly SmtpSession[], more: Partial<Facts> = {}): Finding[] => {
  const facts: Partial<Facts> = { ...relayFacts(...sessions), relayEgress: {}, relayStranger: undefined, ...more }
  const gathered = Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, seen(value)]))
  gathered.relayStranger = seen(undefined)
  gathered.relayProfile = seen(undefined)
  return sessionChecks.flatMap((check) => judge(check, gathered))
}
const isTold = ({ verdict }: Finding) => verdict === 'fail' || verdict === 'unknown'

test('a session that ended before it was ready is never green: some check fails or cannot tell, and none breaks', () => {
  let count = 0
  for (const [name, one] of ends()) {
    assert.ok(endOf(one, 'it'), `${name} is no end`)
    const findings = findingsOf([one])
    assert.ok(findings.some(isTold), `${name}: nobody says so`)
    for (const finding of findings) assert.notEqual(finding.blind?.reason, 'bug', `${name}: ${finding.says}`)
    count++
  }
  assert.ok(count > 100)
})

test('the same beside an address where all is well: it is told by one check at least, and the others stay as they are', () => {
  const at = '192.0.2.2'
  const passed = (findings: readonly Finding[]) =>
    findings.filter(({ about, verdict }) => about.address === at && verdict === 'pass').map(({ id }) => id)
  for (const [name, one] of ends()) {
    const well = sessionFor({ ...ask, address: at, tls: one.tls })
    const alone = passed(findingsOf([well]))
    const findings = findingsOf([one, well])
    assert.ok(alone.length > 2)
    assert.deepEqual(passed(findings), alone, name)
    const isUnrouted = 'broken' in one.connected && one.connected.broken.trouble === 'no-route'
    const others = findings.filter(({ about }) => about.address !== at)
    assert.ok(isUnrouted || others.some((one) => isTold(one) || one.verdict === 'warn'), `${name}: nobody says so`)
  }
})

const beside = (others: readonly SmtpSession[], host?: string): Partial<Facts> => {
  const found = hosting.find(({ id }) => id === host)
  return {
    relayPorts: { way: { port: 587, tls: 'starttls', why: 'given' }, others },
    relayEgress: found ? { hosting: found } : {},
    asked: askedOf({ login: { user: 'me' }, senders: ['a@shop.example'], recipients: ['b@far.example'] }),
  }
}
const others = [sessionFor({ ...ask, port: 2525, tls: 'none' })]

test('a silent port beside one that answers: relay-ports alone cannot tell, and no other says to try again', () => {
  const silent = ['192.0.2.1', '192.0.2.2'].map((address) =>
    unconnected({ ...ask, address, tls: 'starttls' }, 'silent'),
  )
  const told = findingsOf(silent, beside(others)).filter(isTold)
  assert.deepEqual(
    told.map(({ id }) => id),
    ['relay-ports/unknown', 'relay-ports/unknown'],
  )
})

test('a port that the host is known to block, beside one that answers: one plain no, and nothing unknown', () => {
  const told = findingsOf([unconnected({ ...ask, tls: 'starttls' }, 'silent')], beside(others, 'linode')).filter(isTold)
  assert.deepEqual(
    told.map(({ id }) => id),
    ['relay-ports/blocked'],
  )
})

test('a silent port where nothing else answers blinds all that comes after', () => {
  const silent = unconnected({ ...ask, tls: 'starttls' }, 'silent')
  const told = findingsOf([silent], beside([unconnected({ ...ask, port: 2525, tls: 'none' }, 'silent')])).filter(isTold)
  assert.ok(told.length > 6 && told.every(({ verdict }) => verdict === 'unknown'))
})
