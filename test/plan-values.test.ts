import assert from 'node:assert/strict'
import test from 'node:test'
import { relays } from '../src/knowledge/relays.ts'
import { Misread, relayNamed } from '../src/plan-values.ts'

const meant: Record<string, string> = {
  'smtp2go.com': 'mail.smtp2go.com',
  'mail.smtpgo.com': 'mail.smtp2go.com',
  'mailgun.org': 'smtp.mailgun.org',
  'mxroute.com': 'mxroute',
  smtpgo: 'smtp2go',
}
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
