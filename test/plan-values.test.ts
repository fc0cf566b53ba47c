import assert from 'node:assert/strict'
import test from 'node:test'
import { relays } from '../src/knowledge/relays.ts'
import { Misread, relayNamed, returnPathName } from '../src/plan-values.ts'

const relaysNamed = (...ids: string[]) => ids.map((id) => ({ id }) as (typeof relays)[number])

const meant: Record<string, string> = {
  'smtp2go.com': 'mail.smtp2go.com',
  'mail.smtpgo.com': 'mail.smtp2go.com',
  'mailgun.org': 'smtp.mailgun.org',
  'mxroute.com': 'mxroute',
  smtpgo: 'smtp2go',
}
test('--relay with a word that is as near to several ids names them', () =>
  assert.throws(() => relayNamed('smtpgrid', relaysNamed('sendgrid', 'smtpgrix', 'smtpgris', 'smtpgrit', 'smtpgriz')), {
    message: '--relay "smtpgrid" is not a relay that is known here. Did you mean smtpgrix or smtpgris or smtpgrit?',
  }))

test('--relay with a word that is near to none names all ids', () =>
  assert.throws(() => relayNamed('no-such-id', relaysNamed('smtp2go', 'ses')), {
    message: '--relay "no-such-id" is not a relay that is known here: give one of its hosts, or one of smtp2go, ses.',
  }))

for (const [typed, host] of Object.entries(meant))
  test(`--relay ${typed}: ${host} was meant`, () => {
    const isNamed = (error: unknown) => error instanceof Misread && error.message.endsWith(` Did you mean ${host}?`)
    assert.throws(() => relayNamed(typed, relays), isNamed)
  })

const taken: Record<string, object> = {
  SMTP2GO: { id: 'smtp2go' },
  'mail-eu.smtp2go.com:2525': { host: 'mail-eu.smtp2go.com' },
  'box.shop.example': { host: 'box.shop.example' },
  'smtp.mydom.com': { host: 'smtp.mydom.com' },
}
for (const [typed, named] of Object.entries(taken))
  test(`--relay ${typed} is taken as it is`, () => assert.deepEqual(relayNamed(typed, relays), named))

const paths: Record<string, string> = {
  em4711: 'em4711',
  'EM4711.Shop.Example.': 'em4711.shop.example',
  '<x+1@em4711.shop.example>': 'em4711.shop.example',
  'em4711.bücher.example': 'em4711.xn--bcher-kva.example',
}
for (const [typed, name] of Object.entries(paths))
  test(`--return-path ${typed} is ${name}`, () => assert.equal(returnPathName(typed), name))

for (const typed of ['', '<>', 'a..b', 'a b', '"x"@'])
  test(`--return-path ${typed} is none`, () => assert.throws(() => returnPathName(typed), Misread))
