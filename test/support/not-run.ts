import type { TestEvent } from 'node:test/reporters'

/**
 * A reporter that says at the end what was not run at all: conformance suites and servers that are not on this machine. In
 * the long list of tests a skipped one is easily missed, and a green run without them proves less than it seems to.
 */
export default async function* notRun(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const missing = new Map<string, number>()
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const reason = 'skip' in data ? data.skip : undefined
    if (typeof reason !== 'string' || !isMissing.test(reason)) continue
    missing.set(`${data.name}: ${reason}`, (missing.get(`${data.name}: ${reason}`) ?? 0) + 1)
  }
  if (missing.size === 0) return
  const line = '!'.repeat(72)
  yield `\n${line}\nNOT RUN, so this result says nothing about them:\n`
  for (const what of missing.keys()) yield `  ${what}\n`
  yield `${line}\n`
}

/** What test/support/real-server.ts and the conformance tests give as the reason; a test of another system gives none of these. */
const isMissing = /^SKIPPED,|^not there: /
