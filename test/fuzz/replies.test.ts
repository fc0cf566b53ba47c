import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { replyClasses, replyOwners } from '../../src/core/reply.ts'
import { readNotice } from '../../src/facts/mail/notice.ts'
import { readReport } from '../../src/facts/mail/report.ts'
import { openScan } from '../../src/facts/mail/scan.ts'
import { examples } from '../../src/knowledge/replies/examples.ts'
import { explainReply } from '../../src/knowledge/replies.ts'
import { takeApart } from '../../src/records/reply/lines.ts'
import * as bounces from '../support/bounces.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = Object.values(examples)
  .flat()
  .map((text) => Buffer.from(text))

test(`${fuzzInputs()} mutated replies: each is taken apart and told, nothing throws, nothing is slow`, () => {
  let known = 0
  for (const input of mutations(seeds, fuzzInputs(), 71)) {
    const text = Buffer.from(input).toString('utf8')
    const ms = shortestTime(() => {
      for (const { said, count } of takeApart(text).replies) {
        const { class: kind, owner, next, names, pattern } = explainReply(said)
        assert.ok(replyClasses.includes(kind) && replyOwners.includes(owner) && count > 0)
        assert.ok(names.length <= 10)
        for (const command of next) assert.match(command, /^relaycheck [\w .:@+*'<>-]+$/)
        assert.ok(said.code === undefined || (said.code >= 200 && said.code < 600))
        if (pattern !== undefined) known++
      }
    }, 50)
    assert.ok(ms <= 50, `${ms} ms on ${Buffer.from(input).toString('hex')}`)
  }
  assert.ok(known > fuzzInputs() / 4, `only ${known} were known: the seeds are no good`)
})

const messages = [
  bounces.dsn(bounces.gmailRefusal),
  bounces.qmail,
  bounces.exim,
  bounces.eximDelay,
  bounces.sendmail,
  bounces.exchange,
  bounces.gmail,
  bounces.arf(bounces.abuse),
  bounces.arf(bounces.authFailure),
  readFileSync('fixtures/bounces/notices/complaint-microsoft-jmrp.eml', 'latin1'),
  readFileSync('fixtures/bounces/notices/complaint-x-arf.eml', 'latin1'),
  readFileSync('fixtures/bounces/notices/receipt-displayed.eml', 'latin1'),
  readFileSync('fixtures/bounces/notices/challenge-tmda.eml', 'latin1'),
].map((message) => Buffer.from(message, 'latin1'))

test(`${fuzzInputs() / 4} mutated bounces and complaints: each is read, or is a letter`, () => {
  const kinds = { delivery: 0, complaint: 0 }
  for (const input of mutations(messages, fuzzInputs() / 4, 72)) {
    const ms = shortestTime(() => {
      const scan = openScan()
      scan.write(input)
      const mail = scan.end()
      const report = readReport(mail, undefined)
      readNotice(mail, '')
      if (report) kinds[report.kind]++
      if (report?.kind === 'delivery') assert.ok(report.recipients.length > 0 && report.recipients.length <= 100)
    }, 100)
    assert.ok(ms <= 100, `${ms} ms on ${Buffer.from(input).toString('hex')}`)
  }
  const few = fuzzInputs() / 40
  assert.ok(kinds.delivery > few && kinds.complaint > few, `the seeds are no good: ${JSON.stringify(kinds)}`)
})
