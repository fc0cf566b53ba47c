import assert from 'node:assert/strict'
import test from 'node:test'
import { isTakenFromAnother, type Naming, whoseFault } from '../../src/checks/session-envelopes.ts'
import type { SmtpReply } from '../../src/records/smtp/reply.ts'
import { said } from '../support/sessions.ts'

const no: SmtpReply = { code: 550, lines: ['No'] }
const naming = (sender: string, recipient: string, rcpt: Naming['rcpt']): Naming => ({ sender, recipient, rcpt })
const refused = (sender: string, recipient: string) => naming(sender, recipient, said(550, undefined, 'No'))

test('whoseFault: a recipient that another sender reaches, one that none does, and one that nobody else named', () => {
  const all = [
    refused('a@shop.example', 'r@far.example'),
    naming('b@shop.example', 'r@far.example', said(250)),
    refused('a@shop.example', 's@far.example'),
    refused('b@shop.example', 's@far.example'),
    refused('a@shop.example', 't@far.example'),
  ]
  const [r, , s, , t] = all as [Naming, Naming, Naming, Naming, Naming]
  assert.deepEqual(
    [r, s, t].map((one) => whoseFault(one, no, all)),
    ['sender', 'recipient', 'unclear'],
  )
  assert.deepEqual(
    [r, s, t].map((one) => isTakenFromAnother(one, all)),
    [true, false, false],
  )
})

test('whoseFault: one of thousands is not compared with all of them', () => {
  let looks = 0
  const counting = (sender: string, recipient: string): Naming => ({
    sender,
    recipient,
    get rcpt() {
      looks++
      return said(550, undefined, 'No')
    },
  })
  const all = Array.from({ length: 2000 }, (_, i) => counting(`a${i % 2}@shop.example`, `r${i >> 1}@far.example`))
  for (const one of all) whoseFault(one, no, all)
  assert.ok(looks < 20 * all.length, `${looks} looks`)
})
