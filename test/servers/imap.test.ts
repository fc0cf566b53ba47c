import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Mailbox } from '../../src/core/probe.ts'
import { openImap } from '../../src/net/mailbox/imap.ts'
import type { Marks } from '../../src/records/mail/probe-marks.ts'
import { type Dovecot, forDovecot, startDovecot } from '../support/imap-server.ts'
import { describeWith } from '../support/real-server.ts'

/** What is found in a mailbox of Dovecot, and what is left as it was. */

let dovecot: Dovecot
let count = 0
const timeoutMs = 5000

interface Opening {
  scheme?: string
  password?: string
  folder?: string
  host?: string
  given?: Marks
}
const open = ({
  scheme = 'imaps',
  password = dovecot.password,
  folder = '',
  host = dovecot.name,
  given,
}: Opening = {}) =>
  openImap({
    url: `${scheme}://${dovecot.user}@${host}:${scheme === 'imaps' ? dovecot.ports.imaps : dovecot.ports.imap}/${folder}`,
    password,
    timeoutMs,
    authorities: dovecot.authority,
    reach: dovecot.reach,
    ...(given && { given }),
  })
async function opened(more: Parameters<typeof open>[0] = {}): Promise<Mailbox> {
  const mailbox = await open(more)
  assert.ok(!('usage' in mailbox), `${JSON.stringify(mailbox)}\n${dovecot.log()}`)
  return mailbox
}
/** A letter that nobody has had before, and how it looks. */
function letterOf(body = 'Hellö\r\n.\r\nFrom here\r\n') {
  const letter = { token: `tokentokentoken${String.fromCharCode(97 + count)}`, id: `${count++}@shop.example` }
  const text = `From: shop@shop.example\r\nMessage-ID: <${letter.id}>\r\nX-Relaycheck-Probe: ${letter.token}\r\nSubject: relaycheck probe ${letter.token}\r\n\r\n${body}`
  return { letter, text: Buffer.from(text).toString('latin1') }
}
async function found(mailbox: Mailbox, letter: { token: string; id: string }, waitMs = 15_000) {
  const answer = await mailbox.find(letter, waitMs)
  assert.ok('found' in answer && answer.found, `${JSON.stringify(answer)}\n${dovecot.log()}`)
  return answer.found
}

describeWith(forDovecot, 'a mailbox of Dovecot', () => {
  before(async () => {
    dovecot = await startDovecot()
  })
  after(() => dovecot.close())

  for (const scheme of ['imaps', 'imap'])
    test(`${scheme}: what comes while it is waited for is told at once, whole, and left unread`, async () => {
      const mailbox = await opened({ scheme })
      const { letter, text } = letterOf()
      assert.match(mailbox.called, /^imap\.receiver\.example, INBOX and 3 other folders$/)
      let file = ''
      setTimeout(() => {
        file = dovecot.deliver(text)
      }, 3000)
      const begun = performance.now()
      const arrival = await found(mailbox, letter)
      // Looking alone would come seconds later.
      assert.ok(performance.now() - begun < 6000)
      assert.deepEqual([arrival.folder, arrival.kind], ['INBOX', 'inbox'])
      assert.equal(Buffer.from(arrival.octets).toString('latin1'), text)
      await mailbox.close()
      const [name = ''] = dovecot.files().filter((one) => one.startsWith(file))
      assert.doesNotMatch(name, /:2,.*[A-Z]/)
    })

  test('a message that was there before is not found, be it the very same', async () => {
    const { letter, text } = letterOf()
    dovecot.deliver(text)
    const mailbox = await opened()
    assert.deepEqual(await mailbox.find(letter, 1500), {})
    await mailbox.close()
  })

  test('a copy of a given message that was there before has not arrived, wherever somebody puts it', async () => {
    const { letter, text } = letterOf()
    const given = { token: '', id: letter.id }
    const received = (n: number) => `Received: from a by b; ${n} Nov 2026 06:00:00 +0000\r\n${text}`
    dovecot.deliver(received(1))
    dovecot.deliver(received(2), '.Sent')
    const mailbox = await opened({ given })
    dovecot.deliver(received(1), '.Archive')
    dovecot.deliver(received(2))
    assert.deepEqual(await mailbox.find(given, 1500), {})
    const file = dovecot.deliver(received(3))
    const arrival = await found(mailbox, given)
    assert.match(Buffer.from(arrival.octets).toString(), /^Received: from a by b; 3 Nov/)
    assert.equal(await mailbox.remove(arrival), undefined)
    await mailbox.close()
    const left = (folder?: string) => dovecot.files(folder).map((one) => one.replace(/:.*/, ''))
    assert.deepEqual([left().includes(file), left('.Archive').length > 0], [false, true])
  })

  for (const [folder, kind, name] of [
    ['.Junk', 'junk', 'Junk'],
    ['.Archive', 'other', 'Archive'],
    ['.Gr&APwA3w-e', 'other', 'Grüße'],
  ] as const)
    test(`it is found in ${name}`, async () => {
      const mailbox = await opened()
      const { letter, text } = letterOf()
      dovecot.deliver(text, folder)
      const arrival = await found(mailbox, letter)
      assert.deepEqual([arrival.folder, arrival.kind], [name, kind])
      await mailbox.close()
    })

  test('what lies among what was sent has not arrived', async () => {
    const mailbox = await opened()
    const { letter, text } = letterOf()
    dovecot.deliver(text, '.Sent')
    assert.deepEqual(await mailbox.find(letter, 1500), {})
    await mailbox.close()
  })

  test('several letters at the same time, each in a folder of its own', async () => {
    const mailbox = await opened()
    const all = ['', '.Junk', '.Archive'].map((folder) => ({ folder, ...letterOf() }))
    setTimeout(() => {
      for (const { folder, text } of all) dovecot.deliver(text, folder)
    }, 500)
    const arrivals = await Promise.all(all.map(({ letter }) => found(mailbox, letter)))
    assert.deepEqual(
      arrivals.map(({ folder }) => folder),
      ['INBOX', 'Junk', 'Archive'],
    )
    await mailbox.close()
  })

  test('a message of several megabytes comes as it is', async () => {
    const mailbox = await opened()
    const { letter, text } = letterOf('0123456789\r\n'.repeat(300_000))
    dovecot.deliver(text)
    const arrival = await found(mailbox, letter)
    assert.ok(Buffer.from(arrival.octets).equals(Buffer.from(text, 'latin1')))
    await mailbox.close()
  })

  test('clean-up takes away that one alone, and nothing else that is marked as deleted', async () => {
    const mailbox = await opened()
    const [mine, other] = [letterOf(), letterOf()]
    const kept = dovecot.deliver(other.text, '', 'T')
    const gone = dovecot.deliver(mine.text)
    const arrival = await found(mailbox, mine.letter)
    assert.equal(await mailbox.remove(arrival), undefined)
    await mailbox.close()
    const files = dovecot.files().map((file) => file.replace(/:.*/, ''))
    assert.deepEqual([files.includes(kept), files.includes(gone)], [true, false])
  })

  test('a wrong password, a folder that is not there, a name that the certificate does not bear', async () => {
    for (const [more, says] of [
      [{ password: 'wr0ng-Pässword' }, /refuses the login of anna@receiver\.example/],
      [{ folder: 'Nowhere' }, /no folder "Nowhere"/],
      [{ host: 'imap.other.example' }, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ] as const) {
      const answer = await open(more)
      assert.ok('usage' in answer)
      assert.match(answer.usage, says)
      assert.ok(!answer.usage.includes('wr0ng'))
    }
  })

  test('a folder that was named is where it waits', async () => {
    const mailbox = await opened({ folder: 'Gr%C3%BC%C3%9Fe' })
    assert.match(mailbox.called, /^imap\.receiver\.example, Grüße and 3/)
    const { letter, text } = letterOf()
    setTimeout(() => dovecot.deliver(text, '.Gr&APwA3w-e'), 500)
    assert.equal((await found(mailbox, letter)).folder, 'Grüße')
    await mailbox.close()
  })
})
