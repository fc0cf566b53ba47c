import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { about, type Expected, type Score, scoreOf, type Told } from './support/bounce-score.ts'
import { relaycheck } from './support/tool.ts'

/**
 * The score of `explain` on the independent corpus of bounces. Its expectations were written from what each text says,
 * before the tool was run on it. `BOUNCES=open` or `BOUNCES=held` scores one half alone.
 */

interface Message {
  file: string
  half: 'open' | 'held'
  kind: string
  recipients: (Expected & { to: string; status?: string })[]
  /** Text of the original message, which is not to be shown as a reply. */
  mustNotContain?: string[]
  /** What a person quotes: it may be explained as this, or not at all. */
  quoted?: Expected
}
interface Reply extends Expected {
  text: string
  half: 'open' | 'held'
  source: string
}
interface Row {
  family: string
  name: string
  score: Score
  wanted: string
  told: string
}
interface Explained {
  kind?: string
  replies?: Told[]
  recipients?: { recipient: string; status?: string }[]
}

const folder = join(import.meta.dirname, '..', 'fixtures', 'bounces')
const half = process.env.BOUNCES
const read = <T extends { half: string }>(file: string): T[] =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')).filter((one: T) => half === undefined || one.half === half)

/** A message is a file; a text that somebody pasted is a section of one, `file#section`. */
function octetsOf(file: string): Buffer {
  const [name = '', section] = file.split('#')
  const whole = readFileSync(join(folder, 'messages', name))
  if (section === undefined) return whole
  const texts = whole.toString('utf8').split(/^==== /m)
  const text = texts.find((one) => one.startsWith(`${section}\n`))
  assert.ok(text, `no section ${section} in ${name}`)
  return Buffer.from(text.slice(section.length + 1))
}

async function explain(argv: readonly string[], input: Buffer[]): Promise<Explained> {
  const { code, out, err } = await relaycheck(['explain', '--format', 'json', ...argv], { input })
  assert.ok([0, 2, 3].includes(code), `exit ${code}: ${err}`)
  return out === '' ? {} : JSON.parse(out)
}

const kindNames: Readonly<Record<string, string>> = { 'auto-reply': 'automatic-reply', ordinary: 'message' }

/** Whether a message is told as what it is; what is told as nothing at all is ordinary. */
function isKind({ kind: as, replies = [] }: Explained, { kind, quoted }: Message): boolean {
  if (as !== undefined) return as === (kindNames[kind] ?? kind)
  if (kind === 'ordinary') return replies.length === 0 || quoted !== undefined
  return kind === 'bounce' || (kind === 'delay' && replies.length > 0)
}

const told = (replies: readonly Told[]): string =>
  replies.map((one) => `${one.reason ?? one.class}/${one.owner} "${one.text.slice(0, 90)}"`).join(' + ') || 'nothing'
const row = (family: string, name: string, replies: readonly Told[], expected: Expected): Row => ({
  family,
  name,
  score: scoreOf(replies, expected),
  wanted: `${expected.reasons.join('|')}/${expected.owners.join('|')}`,
  told: told(replies),
})

function summary(rows: readonly Row[]): string {
  const count = (all: readonly Row[], score: Score) => all.filter((one) => one.score === score).length
  const line = (name: string, all: readonly Row[]) =>
    `${name}: ${count(all, 'right')} of ${all.length} right (${((100 * count(all, 'right')) / all.length).toFixed(1)} %), ${count(all, 'unknown')} unknown, ${count(all, 'wrong')} wrong, ${count(all, 'wrong party')} wrong party`
  return [
    line('all', rows),
    ...[...Map.groupBy(rows, ({ family }) => family)].map(([family, all]) => line(`  ${family}`, all)),
  ].join('\n')
}

/** What was reached: it may rise, and not fall. The aim is 95 % right, and nobody wrongly blamed. */
const reached = {
  messages: { right: 234, wrongParty: 0, shown: 0, alarms: 0, kinds: 1 },
  replies: { right: 778, wrongParty: 18 },
}

function assertScore(rows: readonly Row[], { right, wrongParty }: { right: number; wrongParty: number }) {
  const list = rows
    .filter(({ score }) => score !== 'right')
    .map((one) => `${one.score}: ${one.name}\n    wanted ${one.wanted}\n    told   ${one.told}`)
    .join('\n')
  const count = (wanted: Score) => rows.filter(({ score }) => score === wanted).length
  assert.ok(count('right') >= right, `${count('right')} of ${rows.length} rows are right, ${right} were:\n${list}`)
  const wrong = count('wrong party')
  assert.ok(wrong <= wrongParty, `${wrong} attributed to the wrong party, ${wrongParty} were:\n${list}`)
}

const assertFew = (faults: readonly string[], most: number) =>
  assert.ok(faults.length <= most, `${faults.length} in place of ${most}:\n${faults.join('\n')}`)

test('whole bounces: what is said to each recipient', async (t) => {
  const rows: Row[] = []
  const shown: string[] = []
  const kinds: string[] = []
  const alarms: string[] = []
  const statuses: string[] = []
  const messages = read<Message>('messages.json')
  for (const message of messages) {
    const { file, kind, recipients, mustNotContain = [], quoted } = message
    const explained = await explain(['-'], [octetsOf(file)])
    const { replies = [] } = explained
    for (const one of recipients) {
      rows.push(row(file.split(/[/.]/)[0] ?? '', `${file} to ${one.to}`, about(replies, one.to), one))
      const side = explained.recipients?.find(({ recipient }) => recipient === one.to)
      if (side && one.status && side.status !== one.status) statuses.push(`${file} to ${one.to}: ${side.status}`)
    }
    for (const text of mustNotContain)
      if (replies.some((reply) => reply.text.includes(text))) shown.push(`${file} shows "${text}" as a reply`)
    if (!isKind(explained, message)) kinds.push(`${file} is told as ${explained.kind ?? 'none'}, not ${kind}`)
    const refused = replies.filter(
      (one) =>
        one.owner !== 'nobody' &&
        one.owner !== 'unknown' &&
        (quoted === undefined || scoreOf([one], quoted) !== 'right'),
    )
    if (recipients.length === 0 && refused.length > 0) alarms.push(`${file} (${kind}) is told as ${told(refused)}`)
  }
  t.diagnostic(summary(rows))
  t.diagnostic(
    `${kinds.length} of ${messages.length} told as another kind, ${alarms.length} false alarms, ${shown.length} shown from the original`,
  )
  await t.test('no fewer right, and no more attributed to the wrong party', () => assertScore(rows, reached.messages))
  await t.test('no more of the original message is shown as a reply', () => assertFew(shown, reached.messages.shown))
  await t.test('no more that is no refusal gives somebody something to do', () =>
    assertFew(alarms, reached.messages.alarms),
  )
  await t.test('no more messages are told as what they are not', () => assertFew(kinds, reached.messages.kinds))
  await t.test('each recipient keeps the status that the report gives', () => assert.deepEqual(statuses, []))
})

const replies = existsSync(join(folder, 'replies.json'))
test('single replies', {
  skip: !replies && 'fixtures/bounces/replies.json is NOT THERE: no reply was scored',
}, async (t) => {
  const rows: Row[] = []
  for (const { text, source, reasons, owners } of read<Reply>('replies.json')) {
    const { replies = [] } = await explain(['--', text], [])
    rows.push(row(source, text.slice(0, 160), replies, { reasons, owners }))
  }
  t.diagnostic(summary(rows))
  await t.test('no fewer right, and no more attributed to the wrong party', () => assertScore(rows, reached.replies))
})
