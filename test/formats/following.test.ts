import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import type { Report } from '../../src/core/report.ts'
import type { StepId } from '../../src/core/step.ts'
import type { Style } from '../../src/core/style.ts'
import { htmlPage } from '../../src/formats/html.ts'
import { text } from '../../src/formats/text.ts'
import { finding, report } from '../support/reports.ts'

const plain: Style = { color: 0, width: 80, unicode: true, verbosity: 'normal' }
const wrong = { fix: 'Mend it.', refs: ['RFC 5321'] }

const spf = finding('message-spf/fail', 'fail', 'SPF fails.', wrong)
const dkim = finding('message-dkim/none', 'fail', 'Nobody signed it.', wrong)
const dmarc = finding('message-dmarc/fail', 'fail', 'DMARC fails.', wrong)
const alignment = finding('message-alignment/unaligned', 'fail', 'Nothing is aligned.', {
  ...wrong,
  follows: ['message-dmarc'],
})
const receiver = (name: string, more: Partial<Finding> = {}): Finding =>
  finding(`receiver-${name.toLowerCase()}/not-ready`, 'fail', `${name} may refuse it.`, {
    ...wrong,
    about: { receiver: name },
    follows: ['message-spf', 'message-dkim', 'message-alignment'],
    ...more,
  })
const fine = finding('message-id/well', 'pass', 'It is well.')

type Steps = Partial<Record<StepId, Finding[]>>
const of = (steps: Steps, more: Steps = {}): Report =>
  report({ 'm.eml': steps, ...(Object.keys(more).length > 0 && { 'n.eml': more }) }, { command: 'message' })
const both = of({
  authentication: [spf, dkim, dmarc, alignment],
  message: [fine],
  receivers: [receiver('Gmail'), receiver('Yahoo')],
})
const flat = (said: string): string => said.replace(/\s+/g, ' ')

test('what follows from a cause is named at the end of its story, and is none of its own', () => {
  const said = text(both, plain)
  assert.doesNotMatch(said, /Nothing is aligned|may refuse/)
  assert.match(
    flat(said),
    /DMARC fails\. Mend it\. From this, and from message-spf and message-dkim, follows: Gmail and Yahoo not ready; message-alignment\/unaligned\. RFC 5321 message-dmarc\/fail/,
  )
  assert.equal(said.split('follows:').length, 2)
})

test('causes alone are counted, and a step without any says where they stand', () => {
  const said = text(both, plain)
  assert.match(said, /✗ authentication +3 to fix\n/)
  assert.match(said, /✗ receivers +not ready: Gmail, Yahoo \(see authentication\)\n/)
  assert.match(said, /\n3 to fix, 1 fine, nothing unseen +exit 1/)
})

test('a cause that only warns, and from which something follows that fails, is to be fixed', () => {
  const id = finding('message-id/missing', 'warn', 'It has no Message-ID.', wrong)
  const said = text(of({ message: [id, fine], receivers: [receiver('Gmail', { follows: ['message-id'] })] }), plain)
  assert.match(said, /\n1 to fix, 1 fine, nothing unseen +exit 1/)
  assert.doesNotMatch(said, /nothing to fix|to improve/)
})

test('a page for a browser tells it the same', () => {
  const said = htmlPage(both, plain)
  assert.doesNotMatch(said, /Nothing is aligned|may refuse/)
  assert.match(said, /<p class="dim">From this, and from message-spf and message-dkim, follows: Gmail and Yahoo not/)
  assert.match(said, /<\/span> 3 to fix, 1 fine/)
  assert.match(said, /not ready: Gmail, Yahoo \(see authentication\)/)
})

test('where everything is asked for it is told in full, with what it follows from', () => {
  const verbose = { ...plain, verbosity: 'verbose' } as const
  const said = text(both, verbose)
  assert.match(flat(said), /Nothing is aligned\. Mend it\. This follows from message-dmarc\. RFC 5321/)
  assert.match(said, /Yahoo may refuse it/)
  assert.match(flat(said), /This follows from message-spf, message-dkim and message-dmarc\./)
  assert.match(htmlPage(both, verbose), /Nothing is aligned[\s\S]*This follows from message-dmarc\./)
  assert.doesNotMatch(said, /follows:/)
})

/** What stands in the report beside a finding that follows message-dmarc -> whether it has its own story. */
const alone: Record<string, [Report, boolean]> = {
  'its cause is there': [of({ authentication: [dmarc, alignment] }), false],
  'its cause was not run': [of({ authentication: [alignment] }), true],
  'its cause is well': [of({ authentication: [{ ...dmarc, verdict: 'pass' }, alignment] }), true],
  'its cause only warns': [of({ authentication: [{ ...dmarc, verdict: 'warn' }, alignment] }), false],
  'its cause is of another target': [of({ authentication: [alignment] }, { authentication: [dmarc] }), true],
  'it is called its own cause': [of({ authentication: [{ ...alignment, follows: ['message-alignment'] }] }), true],
  'two follow from each other': [
    of({ authentication: [{ ...dmarc, follows: ['message-alignment'] }, alignment] }),
    true,
  ],
}

test('causes of causes are looked at once each, however many ways lead to them', () => {
  const layers = Array.from({ length: 12 }, (_, depth) =>
    ['a', 'b', 'c', 'd'].map((name) =>
      finding(`message-${name}${depth}/fail`, 'fail', `${name}${depth} fails.`, {
        ...wrong,
        follows: ['a', 'b', 'c', 'd'].map((below) => `message-${below}${depth + 1}`),
      }),
    ),
  )
  const began = performance.now()
  const said = text(of({ authentication: layers.flat() }), plain)
  assert.ok(performance.now() - began < 2000)
  assert.doesNotMatch(said, /[abcd]0 fails/)
  assert.match(flat(said), /a11 fails\. Mend it\./)
})

for (const [name, [given, isTold]] of Object.entries(alone))
  test(`a finding that follows from another, where ${name}`, () =>
    assert.equal(text(given, plain).includes('Nothing is aligned'), isTold))

test('what fails is the cause, and not what only warns', () => {
  const said = text(of({ authentication: [spf, { ...dkim, verdict: 'warn' }], receivers: [receiver('Apple')] }), plain)
  assert.match(flat(said), /SPF fails\. Mend it\. From this follows: Apple not ready\./)
})

test('a receiver that has a cause of its own as well is told for that alone, once in its line', () => {
  const own = receiver('Gmail', { says: 'Gmail may refuse it: no reverse DNS.', follows: [] })
  const said = text(of({ authentication: [spf], receivers: [own, receiver('Gmail'), receiver('Yahoo')] }), plain)
  assert.match(said, /✗ receivers +not ready: Gmail, Yahoo\n/)
  assert.match(said, /fail {5}Gmail may refuse it: no reverse DNS\.\n/)
  assert.match(said, /From this follows: Gmail and Yahoo not ready\./)
  assert.match(said, /\n2 to fix/)
})

test('what is told once of several receivers is counted once', () => {
  const of4 = ['Gmail', 'Yahoo', 'Apple'].map((name) => receiver(name, { follows: [], outcome: 'not-ready' }))
  assert.match(text(of({ receivers: of4 }), plain), /\n1 to fix, nothing unseen/)
})

test('an info may follow, too: what is asked of bulk senders alone', () => {
  const info = receiver('Apple', { verdict: 'info', id: 'receiver-apple/ready-for-small-senders' })
  const said = text(of({ authentication: [dkim], receivers: [info] }), plain)
  assert.match(said, /· receivers +for small senders alone: Apple \(see authentication\)\n/)
  assert.match(said, /From this follows: Apple ready for small senders alone\./)
})

test('what follows weighs as before: the exit code and the counts of programs stay', () => {
  assert.equal(both.counts.fail, 6)
  assert.equal(both.exitCode, 1)
})
