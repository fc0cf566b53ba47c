import assert from 'node:assert/strict'
import test from 'node:test'
import { queueIdIn } from '../../../src/records/reply/queue-id.ts'
import { parseReplyLine, replyOf } from '../../../src/records/smtp/reply.ts'

const idIn = (...lines: string[]) => {
  const reply = replyOf(lines.map((line) => parseReplyLine(line)).filter((line) => line !== undefined))
  assert.ok(reply)
  return queueIdIn(reply)
}

const examples: Record<string, [string[], string | undefined]> = {
  Postfix: [['250 2.0.0 Ok: queued as 4XyZ01AbCdz'], '4XyZ01AbCdz'],
  'Postfix, short': [['250 2.0.0 Ok: queued as 9F1C2400AB'], '9F1C2400AB'],
  Amavis: [['250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 1A2B3C4D5E'], '1A2B3C4D5E'],
  Exim: [['250 OK id=1rAbCd-0001Ab-2C'], '1rAbCd-0001Ab-2C'],
  'Exim 4.97': [['250 OK id=1uAbCd-00000001Ab2-3CdE'], '1uAbCd-00000001Ab2-3CdE'],
  SMTP2GO: [['250 OK id=1qAbCd-FnQW0hPpZ5o-XyZa'], '1qAbCd-FnQW0hPpZ5o-XyZa'],
  Gmail: [
    ['250 2.0.0 OK  1732428000 4fb4d7f45d1cf-5cf9a1b2c3dsi1234567a12.345 - gsmtp'],
    '4fb4d7f45d1cf-5cf9a1b2c3dsi1234567a12.345',
  ],
  'Microsoft 365': [
    [
      '250 2.6.0 <a.1@shop.example> [InternalId=123456789012, Hostname=AM0PR01MB1234.eurprd01.prod.exchangelabs.com] 12345 bytes in 0.123, 98.765 KB/sec Queued mail for delivery',
    ],
    '123456789012',
  ],
  'Amazon SES': [
    ['250 Ok 0100018c1a2b3c4d-5e6f7a8b-9c0d-1e2f-3a4b-5c6d7e8f9a0b-000000'],
    '0100018c1a2b3c4d-5e6f7a8b-9c0d-1e2f-3a4b-5c6d7e8f9a0b-000000',
  ],
  SendGrid: [['250 Ok: queued as QwErTyUiOpAsDf_1'], 'QwErTyUiOpAsDf_1'],
  Sendmail: [['250 2.0.0 4AO60abc012345 Message accepted for delivery'], '4AO60abc012345'],
  OpenSMTPD: [['250 2.0.0 1b3f7e4d Message accepted for delivery'], '1b3f7e4d'],
  qmail: [['250 ok 1732428000 qp 12345'], '12345'],
  Haraka: [['250 Message Queued (1A2B3C4D-1111-2222-3333-444455556666.1)'], '1A2B3C4D-1111-2222-3333-444455556666.1'],
  'no name': [['250 2.0.0 Ok'], undefined],
  'no name, though it is queued': [['250 OK: message queued'], undefined],
  'a refusal that names one': [['451 4.3.0 queued as 1A2B3C4D5E is not true'], undefined],
  'several lines': [['250-2.0.0 Thank you', '250 2.0.0 Ok: queued as 1A2B3C4D5E'], '1A2B3C4D5E'],
}

for (const [name, [lines, id]] of Object.entries(examples))
  test(`${name}: ${id ?? 'none'}`, () => assert.equal(idIn(...lines), id))

test('what is made to hurt costs no time', () => {
  const begun = performance.now()
  for (const word of ['queued as ', 'id=', '1732428000 a', 'Ok 0', 'a'])
    queueIdIn({ code: 250, lines: Array.from({ length: 100 }, () => word.repeat(2000)) })
  assert.ok(performance.now() - begun < 200)
})
