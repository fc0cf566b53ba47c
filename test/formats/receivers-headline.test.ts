import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding, Verdict } from '../../src/core/finding.ts'
import { following } from '../../src/formats/following.ts'
import { receiversHeadline } from '../../src/formats/receivers-headline.ts'

const of = (receiver: string | undefined, verdict: Verdict): Finding => ({
  id: 'receiver-x/y',
  check: 'receiver-x',
  outcome: 'y',
  verdict,
  says: 'It is so.',
  about: receiver === undefined ? {} : { receiver },
  refs: [],
})

test('each receiver stands with those that take the mail alike, the worst first', () => {
  const findings = [of('Gmail', 'fail'), of('Yahoo', 'info'), of('Microsoft', 'pass'), of('Apple', 'info')]
  assert.equal(
    receiversHeadline({ findings }, following([])),
    'not ready: Gmail; for small senders alone: Yahoo, Apple; ready: Microsoft',
  )
})

test('what was not seen is no readiness', () =>
  assert.equal(
    receiversHeadline({ findings: [of('Gmail', 'unknown'), of('Yahoo', 'pass')] }, following([])),
    'not seen: Gmail; ready: Yahoo',
  ))

test('where no receiver is spoken of the step is like any other', () =>
  assert.equal(
    receiversHeadline({ findings: [of(undefined, 'skip'), of(undefined, 'unknown')] }, following([])),
    undefined,
  ))
