import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claim, letter } from '../../src/checks/message-subjects.ts'
import type { MailReport, ReportWriter } from '../../src/core/mail-report.ts'

const report = (known: ReportWriter['known']): MailReport => ({
  kind: 'delivery',
  writer: { known },
  standard: true,
  recipients: [],
  count: 0,
  original: {},
})
const isJudged = (subject: typeof letter, mailReport: MailReport | undefined) =>
  subject.absent({ mailReport }) === undefined

test('a letter is judged, and so is who wrote it', () => {
  assert.deepEqual([isJudged(letter, undefined), isJudged(claim, undefined)], [true, true])
})

test('a report is no letter; who wrote it is judged where it is forged', () => {
  for (const known of ['proven', 'house', 'unproven', 'forged'] as const)
    assert.deepEqual(
      [isJudged(letter, report(known)), isJudged(claim, report(known))],
      [false, known === 'forged'],
      known,
    )
})
