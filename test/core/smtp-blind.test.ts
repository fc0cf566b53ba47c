import assert from 'node:assert/strict'
import test from 'node:test'
import type { SmtpTrouble } from '../../src/core/smtp.ts'
import {
  brokenIn,
  cutShort,
  deferred,
  isDeferral,
  isRefusal,
  isTaken,
  outOfPlace,
  replyIn,
  written,
} from '../../src/core/smtp-blind.ts'
import { broken, said } from '../support/sessions.ts'

test('every reply is taken, put off, refused, or asks for more, and never two of these (RFC 5321 section 4.2.1)', () => {
  for (let code = 200; code < 600; code++) {
    const reply = { code, lines: [] }
    const first = Math.floor(code / 100)
    assert.deepEqual([isTaken(reply), isDeferral(reply), isRefusal(reply)], [first === 2, first === 4, first === 5])
  }
})

test('replyIn and brokenIn: the one that there is', () => {
  assert.equal(replyIn(said(250))?.code, 250)
  assert.equal(replyIn(broken('silent')), undefined)
  assert.equal(replyIn(undefined), undefined)
  assert.equal(brokenIn(broken('silent'))?.trouble, 'silent')
  assert.equal(brokenIn(said(250)), undefined)
  assert.equal(brokenIn(undefined), undefined)
})

test('written: the whole reply in one line, empty lines left out', () => {
  assert.equal(written({ code: 550, enhanced: '5.7.1', lines: ['no', ' ', 'never'] }), '550 5.7.1 no never')
  assert.equal(written({ code: 250, lines: [] }), '250')
})

test('cutShort: each trouble has its reason, and a way out that is one of SMTP', () => {
  const reasons: Record<SmtpTrouble, string> = {
    refused: 'unreachable',
    silent: 'timeout',
    unreachable: 'unreachable',
    'no-route': 'unreachable',
    'hung-up': 'hung-up',
    'not-smtp': 'malformed',
    'too-much': 'malformed',
    tls: 'malformed',
    injected: 'malformed',
    interrupted: 'interrupted',
    'not-recorded': 'not-recorded',
  }
  for (const [trouble, reason] of Object.entries(reasons)) {
    const blind = cutShort({ trouble: trouble as SmtpTrouble, detail: 'it did' })
    assert.deepEqual(
      [blind.reason, blind.detail, blind.noRoute],
      [reason, 'it did', trouble === 'no-route' ? true : undefined],
    )
    assert.ok(blind.wayOut)
    assert.doesNotMatch(blind.wayOut ?? '', /resolver/)
  }
})

test('cutShort: a network that blocks a port is spoken of only where no connection came about', () => {
  const wayOut = (...at: [] | ['connecting' | 'greeting' | 'handshake']) =>
    cutShort({ trouble: 'silent', detail: 'it did' }, ...at).wayOut ?? ''
  assert.match(wayOut('connecting'), /--timeout 60 .*networks that block a port say nothing/)
  assert.match(wayOut('greeting'), /overloaded.*on purpose.*--timeout 60/)
  assert.match(wayOut('handshake'), /overloaded.*--timeout 60.*--tls starttls/)
  for (const later of [wayOut('greeting'), wayOut('handshake'), wayOut()]) assert.match(later, /no network blocks it/)
  assert.doesNotMatch(wayOut('greeting'), /--tls/)
  const wrongWay = (speaks: 'tls' | 'smtp') =>
    cutShort({ trouble: 'silent', detail: 'it did', speaks }, 'greeting').wayOut
  assert.match(wrongWay('tls') ?? '', /--tls implicit.*smtp_tls_wrappermode = yes/)
  assert.match(wrongWay('smtp') ?? '', /--tls starttls.*smtp_tls_wrappermode = no/)
  const refused = { trouble: 'refused', detail: 'it did' } as const
  assert.deepEqual(cutShort(refused, 'greeting'), cutShort(refused))
})

test('deferred: who, what was said, and that it is no refusal', () => {
  const blind = deferred({ code: 421, enhanced: '4.7.0', lines: ['Busy'] }, 'mail.relay.example [192.0.2.1] port 587')
  assert.deepEqual(
    [blind.reason, blind.detail],
    ['deferred', 'mail.relay.example [192.0.2.1] port 587 asked to come back later (421 4.7.0 Busy)'],
  )
})

test('deferred: a server that wants a certificate of ours is not to be waited for', () => {
  const reply = { code: 421, enhanced: '4.7.1', lines: ['mail.relay.example Error: No client certificate presented'] }
  assert.match(deferred(reply, 'mail.relay.example').wayOut ?? '', /--client-cert FILE with --client-key FILE/)
})

test('outOfPlace: neither a yes nor a no, and nothing else', () => {
  assert.equal(
    outOfPlace({ code: 354, lines: ['go on'] }, 'a server')?.detail,
    'a server gave an answer that does not fit (354 go on)',
  )
  for (const code of [220, 250, 450, 550]) assert.equal(outOfPlace({ code, lines: [] }, 'a server'), undefined)
})
