import assert from 'node:assert/strict'
import test from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import notRun from './support/not-run.ts'

const skipped = (name: string, skip: string | boolean | undefined) =>
  ({ type: 'test:pass', data: { name, ...(skip !== undefined && { skip }) } }) as unknown as TestEvent

async function said(...events: TestEvent[]): Promise<string> {
  const parts: string[] = []
  for await (const part of notRun(
    (async function* () {
      yield* events
    })(),
  ))
    parts.push(part)
  return parts.join('')
}

test('a suite and a server that are not there are named at the end, each once', async () => {
  const suite = skipped('ARC suite', 'SKIPPED, 171 tests were not run: arc.json is not there')
  const text = await said(suite, suite, skipped('nsd answers', 'not there: nsd (.ci/run installs it)'))
  assert.match(text, /NOT RUN/)
  assert.equal(text.match(/ARC suite: SKIPPED, 171 tests/g)?.length, 1)
  assert.match(text, /nsd answers: not there: nsd/)
})

test('what passed, and a test of another system, are not', async () => {
  assert.equal(
    await said(skipped('a', undefined), skipped('b', true), skipped('c', 'no IPv6 here'), {
      type: 'test:plan',
      data: {},
    } as unknown as TestEvent),
    '',
  )
})
