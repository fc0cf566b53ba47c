import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import test, { describe } from 'node:test'
import { mtaChecks } from '../src/checks/mta/index.ts'
import { lookAt } from '../src/commands/look.ts'
import type { Finding } from '../src/core/finding.ts'
import type { Machine } from '../src/core/machine.ts'
import type { SmtpAsk } from '../src/core/smtp.ts'
import { openMachine } from '../src/net/machine.ts'
import { planOf } from '../src/plan.ts'
import { type MemoryOptions, memoryWorld } from './support/memory-dns.ts'
import { machine } from './support/mta-facts.ts'
import { mtaState } from './support/mta-states.ts'
import { askedOf } from './support/session-facts.ts'
import { offers, said, sessionFor } from './support/sessions.ts'

const secret = 'fixture-pass-1'
/** The signer and the queue have tests of their own. */
const checks = mtaChecks.filter(({ id }) => id !== 'mta-signing' && id !== 'mta-queue')
const zone = `shop.example SOA ns h 1
  box.shop.example A 192.0.2.10
  smtp2go.com SOA ns h 1
  mail.smtp2go.com A 192.0.2.25`
/** A relay that has PLAIN and LOGIN alone. */
const smtp = (ask: SmtpAsk) => sessionFor(ask, { helloAgain: { ...said(250), offers: offers() } })

async function judge(
  state: string,
  how: { exposed?: boolean; stale?: boolean; here?: boolean } = {},
  senders = ['me@shop.example'],
) {
  const opened = openMachine({ root: mtaState(state, how) })
  assert.ok('machine' in opened)
  const self = { uid: 0, hostname: 'box', addresses: ['127.0.0.1', '192.0.2.10'] }
  const seenMachine: Machine = how.here === false ? opened.machine : { ...opened.machine, self }
  const options: MemoryOptions = { machine: seenMachine, smtp, source: '192.0.2.10' }
  const findings = await lookAt(machine, planOf([machine], checks, askedOf({ senders })), memoryWorld(zone, options))
  assert.ok(!JSON.stringify(findings).includes(secret))
  assert.ok(!JSON.stringify(findings).includes(Buffer.from(secret).toString('base64')))
  return findings
}
const amiss = (findings: readonly Finding[]) =>
  findings.filter(({ verdict }) => !['pass', 'skip'].includes(verdict)).map(({ id }) => id)

/** Each machine, and all that is to be said of it beside what is well. */
const states: Record<string, [amiss: string[], how?: { exposed?: boolean; stale?: boolean }]> = {
  right: [[]],
  'right-by-policy': [[]],
  'right-at-465': [[]],
  'key-mismatch': [['mta-login-entry/missing']],
  'no-password': [['mta-login-entry/no-password']],
  'api-key-as-user': [['mta-login-entry/odd-user']],
  'stale-map': [['mta-login-map/stale'], { stale: true }],
  uncompiled: [['mta-login-map/uncompiled']],
  'no-map': [['mta-login-enabled/unknown', 'mta-login-entry/unknown', 'mta-login-map/missing']],
  'no-plugins': [['mta-login-plugin/missing']],
  'no-wrapper': [['mta-wrapper-mode/missing']],
  'needless-wrapper': [['mta-wrapper-mode/needless']],
  'wrapper-too-low': [['mta-wrapper-mode/level-too-low']],
  opportunistic: [['mta-tls-level/opportunistic']],
  'no-tls': [['mta-tls-level/none']],
  'dane-without-tlsa': [['mta-tls-level/dane-unusable']],
  exposed: [['mta-login-secrecy/exposed'], { exposed: true }],
  'exposed-in-main-cf': [['mta-login-secrecy/exposed']],
  unqualified: [['mta-hostname/unqualified']],
  'bind-other': [['mta-bind-address/not-ours']],
  'bind-wrong-family': [['mta-bind-address/wrong-family-stops']],
  direct: [['mta-route/direct', 'mta-hostname/not-resolving']],
  mixed: [['mta-route/mixed']],
  unbracketed: [['mta-relayhost/mx-lookup']],
  'no-port': [['mta-relayhost/no-port']],
  comment: [['mta-relayhost/comment']],
  malformed: [['mta-relayhost/malformed']],
  'login-off': [['mta-login-enabled/off']],
  'plain-forbidden': [['mta-login-enabled/clear-text-forbidden']],
  'no-transport': [['mta-route/broken']],
  exim: [['mta-found/other']],
  msmtp: [['mta-found/other']],
}

describe('a machine as it stands in fixtures/mta', () => {
  for (const [state, [expected, how]] of Object.entries(states))
    test(state, async () => assert.deepEqual(amiss(await judge(state, how)), expected))

  test('a map that is fresh by its times is not stale', async () =>
    assert.deepEqual(amiss(await judge('stale-map')), []))

  test('another root: what only that machine knows is not guessed', async () =>
    assert.deepEqual(amiss(await judge('bind-other', { here: false })), ['mta-bind-address/unknown']))

  test('each is judged here or read elsewhere', () => {
    const elsewhere = ['debian', 'expansions', 'mailinabox', 'multi-instance', 'plain-relay', 'sender-dependent']
    const known = new Set([...Object.keys(states), ...elsewhere])
    assert.deepEqual(
      readdirSync('fixtures/mta').filter((name) => !known.has(name)),
      [],
    )
  })
})

test('the orders of a finding name the machine’s own files', async () => {
  const [missing] = (await judge('key-mismatch')).filter(({ verdict }) => verdict === 'fail')
  assert.match(
    missing?.says ?? '',
    /it looks for mail\.smtp2go\.com and then for \[mail\.smtp2go\.com\]:2525, and what is there is \[mail\.smtp2go\.com\]\./,
  )
  assert.match(
    missing?.fix ?? '',
    /^In \/etc\/postfix\/sasl_passwd put \[mail\.smtp2go\.com\]:2525 in the place of the key \[mail\.smtp2go\.com\]/,
  )
})

test('Mail-in-a-Box: the order leaves alone what its setup would put back', async () => {
  const findings = await judge('mailinabox')
  const level = findings.find(({ id }) => id === 'mta-tls-level/opportunistic')
  assert.match(
    level?.fix ?? '',
    /The setup of Mail-in-a-Box puts smtp_tls_security_level back to dane each time it runs/,
  )
  assert.match(level?.fix ?? '', /^ {4}postconf -e 'smtp_tls_policy_maps = /m)
  assert.doesNotMatch(level?.fix ?? '', /postconf -e .*smtp_tls_security_level/)
})
