import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import type { Blind } from '../../src/core/observation.ts'
import type { StepId } from '../../src/core/step.ts'
import { retry, unseen, unseenSays } from '../../src/formats/unseen.ts'
import { blindFinding, finding, report } from '../support/reports.ts'

const silent = (question?: string): Blind => ({
  reason: 'timeout',
  detail: 'nobody answered',
  ...(question !== undefined && { question }),
})
const blind = (check: string, question?: string) => blindFinding(check, silent(question))
const pass = (check: string) => finding(`${check}/fine`, 'pass', 'fine')
const skip = (check: string) => finding(`${check}/not-applicable`, 'skip', 'does not apply')
const other = (check: string) => blindFinding(check, { reason: 'refused', detail: 'refused' })

type Steps = Partial<Record<StepId, Finding[]>>
const both = [blind('mx-record'), blind('mx-unique')]
/** Findings by step -> what the silence leaves open. */
const left: Record<string, [Steps, says: string]> = {
  'one check': [{ mx: [blind('mx-record')], spf: [pass('spf-record')] }, 'so mx-record is not judged.'],
  'the only check there is': [{ mx: [blind('mx-record')] }, 'so mx-record is not judged.'],
  'some checks of one step': [{ mx: [...both, pass('mx-public')] }, 'so mx-record and mx-unique are not judged.'],
  'a whole step': [{ mx: both, spf: [pass('spf-record')] }, 'so all of MX is not judged.'],
  'two whole steps, and checks of another': [
    { zone: [blind('zone-a'), blind('zone-b')], mx: both, spf: [blind('spf-a'), blind('spf-b'), pass('spf-c')] },
    'so all of zone, all of MX, spf-a and spf-b are not judged.',
  ],
  'a step of one check goes by the name of the check': [
    { mx: [blind('mx-record'), skip('mx-unique')], spf: [pass('spf-a')] },
    'so mx-record is not judged.',
  ],
  everything: [{ zone: [blind('zone-a')], mx: [...both, skip('mx-public')] }, 'so nothing could be judged (3 checks).'],
  'everything, but not by one cause': [{ mx: [blind('mx-record'), other('mx-unique')] }, 'so mx-record is not judged.'],
  'a check that found something all the same': [
    { mx: [finding('mx-resolves/dangling', 'warn', 'x'), blind('mx-resolves'), blind('mx-unique')] },
    'so mx-unique and a part of mx-resolves are not judged.',
  ],
  'no more than a part of one': [
    { mx: [finding('mx-resolves/dangling', 'fail', 'x'), blind('mx-resolves')], spf: [pass('spf-a')] },
    'so a part of mx-resolves is not judged.',
  ],
  'what was asked for': [
    { mx: [blind('mx-record', 'MX a.example'), pass('mx-unique')] },
    'so mx-record is not judged. Asked for: MX a.example.',
  ],
  'nothing at all needs no questions': [
    { mx: [blind('mx-record', 'MX a.example'), blind('mx-unique', 'MX a.example')] },
    'so nothing could be judged (2 checks).',
  ],
}
const said = (byStep: Steps, everything: boolean) => {
  const { steps } = report({ 'a.example': byStep })
  const [cause] = unseen(steps)
  assert.ok(cause)
  return unseenSays(cause, everything)
}
for (const [name, [byStep, says]] of Object.entries(left))
  test(`not seen: ${name}`, () => assert.equal(said(byStep, false), `nobody answered, ${says}`))

test('with --verbose every check and what was asked for', () => {
  const lost = [blind('mx-record', 'MX a.example'), blind('mx-unique')]
  assert.equal(
    said({ mx: lost }, true),
    'nobody answered, so nothing could be judged (2 checks: mx-record, mx-unique). Asked for: MX a.example.',
  )
  assert.equal(
    said({ mx: [blind('mx-record'), blind('mx-unique')], spf: [pass('spf-a')] }, true),
    'nobody answered, so mx-record and mx-unique are not judged.',
  )
})

/** What was typed, and what stopped it -> what to run instead. */
const retries: [typed: string, Partial<Blind>, again: string | undefined][] = [
  ['', {}, '--timeout 15 --deadline 180'],
  ['--timeout 1 --quiet', {}, '--quiet --timeout 15 --deadline 180'],
  ['--timeout 600 --deadline 3', {}, '--timeout 600 --deadline 180'],
  ['--timeout=30 --deadline=10', {}, '--timeout 30 --deadline 180'],
  ['--deadline 900', {}, '--timeout 15 --deadline 900'],
  ['--timeout 15 --deadline 180', {}, '--timeout 30 --deadline 360'],
  ['--timeout 400 --deadline 86400', {}, '--timeout 600 --deadline 86400'],
  ['--timeout 600 --deadline 86400', {}, undefined],
  ['--replay run.json', {}, undefined],
  ['--quiet', { reason: 'server-failure' }, '--quiet --authoritative'],
  ['--authoritative', { reason: 'server-failure' }, undefined],
  ['', { reason: 'server-failure', wayOut: 'Ask somebody else.' }, undefined],
  ['--authoritative --quiet', { ownServers: true }, '--quiet'],
]
for (const [typed, cause, again] of retries)
  test(`run again: ${typed || 'nothing more'}, ${cause.reason ?? 'timeout'} -> ${again}`, () => {
    const asked = ['domain', 'a.example', ...typed.split(' ').filter((word) => word !== '')]
    const said = retry(report({}, { typed: asked }), { ...silent(), ...cause })
    assert.equal(said, again === undefined ? undefined : `relaycheck domain a.example ${again}`)
  })
