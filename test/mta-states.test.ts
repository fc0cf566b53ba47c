import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { describe } from 'node:test'
import { states } from './support/mta-state-list.ts'
import { amiss, judgeMta, type MtaAround, mtaState } from './support/mta-states.ts'

const secret = 'fixture-pass-1'

async function judge(state: string, how: MtaAround = {}) {
  const findings = await judgeMta(mtaState(state, how), how)
  assert.ok(!JSON.stringify(findings).includes(secret))
  assert.ok(!JSON.stringify(findings).includes(Buffer.from(secret).toString('base64')))
  return findings
}

describe('a machine as it stands in fixtures/mta', () => {
  for (const [state, [expected, how]] of Object.entries(states))
    test(state, async () => assert.deepEqual(amiss(await judge(state, how)), expected))

  test('a map that is fresh by its times is not stale', async () =>
    assert.deepEqual(amiss(await judge('stale-map')), []))

  test('another root: what only that machine knows is not guessed', async () =>
    assert.deepEqual(amiss(await judge('bind-other', { here: false })), ['mta-bind-address/unknown']))

  test('each is judged here, or with those that sign', () => {
    const known = new Set(Object.keys(states))
    assert.deepEqual(
      readdirSync('fixtures/mta').filter((name) => !known.has(name) && !name.startsWith('signing-')),
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

test('a hostile configuration is told like any other, and moves no cursor', async () => {
  const rude = "[a\u001b[31m'; touch /tmp/x; '\u202e##[error]x]:587 ::error::y"
  const root = mtaState('right')
  const path = join(root, 'etc/postfix/main.cf')
  const lines = [
    `relayhost = ${rude}`,
    `myhostname = box\u0007.shop.example`,
    `smtp_bind_address = \u001b]0;title\u0007`,
    `smtp_tls_security_level = ${'x'.repeat(5000)}`,
    'smtp_sasl_password_maps = $smtp_sasl_password_maps, hash:/etc/postfix/../../../../etc/shadow, mysql:/x',
    `transport_maps = inline:{ *=${rude.replaceAll(/[{}]/g, '')} }`,
  ]
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n${lines.join('\n')}\n`)
  const findings = await judgeMta(root)
  assert.ok(findings.some(({ verdict }) => verdict === 'fail'))
  for (const { says, fix = '' } of findings)
    assert.doesNotMatch(says + fix.replaceAll('\n', ''), /[\p{Cc}\u202e]|##\[|(?:^| )::error::/u)
})

test('folders, pipes and loops in the place of files', async () => {
  for (const name of ['main.cf', 'master.cf', 'sasl_passwd']) {
    const root = mtaState('right')
    const path = join(root, 'etc/postfix', name)
    rmSync(path)
    if (name === 'main.cf') symlinkSync('main.cf', path)
    else mkdirSync(path)
    assert.ok((await judgeMta(root)).every(({ blind }) => blind?.reason !== 'bug'))
  }
})
