import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Blind } from '../../../src/core/observation.ts'
import { type Shelf, type Sighting, watching } from '../../../src/net/mailbox/watch.ts'
import { parseFields } from '../../../src/records/mail/fields.ts'
import { markedBy } from '../../../src/records/mail/probe-marks.ts'

const letter = (n: number) => ({ token: `token${'abcdefghij'[n]}`, id: `id${n}@shop.example` })
const textOf = (n: number) => `Message-ID: <id${n}@shop.example>\r\n\r\nHello\r\n`

function sighting(text: string, more: Partial<Sighting> = {}): Sighting & { fetched: number } {
  const one = {
    folder: 'INBOX',
    kind: 'inbox' as const,
    at: new Date(),
    size: text.length,
    marked: markedBy(parseFields(text)),
    fetched: 0,
    async octets() {
      one.fetched++
      return Buffer.from(text)
    },
    remove: async () => undefined,
    ...more,
  }
  return one
}

/** A shelf that shows these, one list for each look, and after them nothing. */
function shelfOf(...looks: (readonly Sighting[] | Blind)[]) {
  const rests: number[] = []
  const shelf: Shelf = {
    kind: 'imap',
    called: 'a mailbox',
    look: async () => looks.shift() ?? [],
    async rest(ms, signal) {
      rests.push(ms)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, Math.min(ms, 20))
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          done()
        })
      })
    },
    close: async () => {},
  }
  return { mailbox: watching(shelf), rests }
}

const foundIn = (answer: Awaited<ReturnType<ReturnType<typeof watching>['find']>>) => {
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  return Buffer.from(answer.found.octets).toString()
}

test('an answer to it is found as well, whoever wrote it; what only looks like it is not read', async () => {
  const answer = sighting('In-Reply-To: <id0@shop.example>\r\nFrom: anna@receiver.example\r\n\r\nThank you\r\n')
  const other = sighting('Subject: relaycheck probe\r\nFrom: anna@receiver.example\r\n\r\nid0@shop.example\r\n')
  const { mailbox } = shelfOf([other, answer])
  assert.match(foundIn(await mailbox.find(letter(0), 0)), /Thank you/)
  assert.equal(other.fetched, 0)
})

test('what is there at once is found at once, by one look', async () => {
  const { mailbox, rests } = shelfOf([sighting(textOf(0))])
  assert.equal(foundIn(await mailbox.find(letter(0), 0)), textOf(0))
  assert.deepEqual(rests, [])
})

test('what comes later is waited for; what is of others is not even fetched', async () => {
  const other = sighting('Subject: of others\r\n\r\n')
  const { mailbox } = shelfOf([other], [], [sighting(textOf(0))])
  assert.equal(foundIn(await mailbox.find(letter(0), 5000)), textOf(0))
  assert.equal(other.fetched, 0)
})

test('nothing came: it says so in time, and rests longer the longer nothing comes', async () => {
  const { mailbox, rests } = shelfOf()
  const begun = performance.now()
  assert.deepEqual(await mailbox.find(letter(0), 200), {})
  assert.ok(performance.now() - begun < 400)
  assert.ok(rests.length > 1 && rests.every((ms) => ms <= 200))
})

test('several wait at the same time: each gets its own, by the same looks', async () => {
  const { mailbox, rests } = shelfOf([], [sighting(textOf(1))], [sighting(textOf(0)), sighting(textOf(2))])
  const all = await Promise.all([0, 1, 2].map((n) => mailbox.find(letter(n), 5000)))
  assert.deepEqual(all.map(foundIn), [0, 1, 2].map(textOf))
  assert.ok(rests.length <= 3)
})

test('what came before anybody asked for it is kept', async () => {
  const { mailbox } = shelfOf([sighting(textOf(0)), sighting(textOf(1))])
  await mailbox.find(letter(0), 0)
  assert.equal(foundIn(await mailbox.find(letter(1), 0)), textOf(1))
})

test('who asks again is shown the next one', async () => {
  const bounce = sighting('Subject: failure notice\r\n\r\nMessage-ID: <id0@shop.example>\r\n')
  const { mailbox } = shelfOf([bounce, sighting(textOf(0))])
  assert.match(foundIn(await mailbox.find(letter(0), 0)), /failure notice/)
  assert.equal(foundIn(await mailbox.find(letter(0), 0)), textOf(0))
  assert.deepEqual(await mailbox.find(letter(0), 0), {})
})

test('one message to several: each is shown every report, and of the messages that came one', async () => {
  const report = 'Subject: failure notice\r\nReturn-Path: <>\r\n\r\nMessage-ID: <id0@shop.example>\r\n'
  const { mailbox } = shelfOf([sighting(report), sighting(textOf(0)), sighting(textOf(0))])
  const [anna, bob] = ['anna', 'bob'].map((name) => ({ ...letter(0), to: `${name}@receiver.example` }))
  assert.ok(anna && bob)
  for (const one of [anna, bob]) assert.match(foundIn(await mailbox.find(one, 0)), /failure notice/)
  for (const one of [anna, bob]) assert.equal(foundIn(await mailbox.find(one, 0)), textOf(0))
  for (const one of [anna, bob]) assert.deepEqual(await mailbox.find(one, 0), {})
})

test('a report about another message is none about this one', async () => {
  const bounce = sighting('Subject: failure notice\r\n\r\nMessage-ID: <id7@shop.example>\r\n')
  const { mailbox } = shelfOf([bounce])
  assert.deepEqual(await mailbox.find(letter(0), 0), {})
})

test('a report may hold all of the message that it is about', async () => {
  const size = 9 * 1024 * 1024
  const text = 'Subject: failure notice\r\n\r\nMessage-ID: <id0@shop.example>\r\n'
  const { mailbox } = shelfOf([sighting(text, { size })])
  assert.match(foundIn(await mailbox.find({ ...letter(0), octets: 7 * 1024 * 1024 }, 0)), /failure notice/)
  assert.deepEqual(await shelfOf([sighting(text, { size })]).mailbox.find({ ...letter(0), octets: 2000 }, 0), {})
})

test('what was moved meanwhile is looked for further', async () => {
  const moved = sighting(textOf(0), { octets: async () => 'gone' })
  const { mailbox } = shelfOf([moved], [sighting(textOf(0), { folder: 'Junk', kind: 'junk' })])
  const answer = await mailbox.find(letter(0), 3000)
  assert.equal('found' in answer && answer.found?.folder, 'Junk')
})

test('a mailbox that breaks off blinds, and so does a message that is too large', async () => {
  const broken = { reason: 'hung-up', detail: 'a mailbox ended the connection' } as const
  assert.deepEqual(await shelfOf([], broken).mailbox.find(letter(0), 1000), { blind: broken })
  const large = sighting(textOf(0), { size: 60 * 1024 * 1024 })
  const answer = await shelfOf([large]).mailbox.find(letter(0), 0)
  assert.ok('blind' in answer && answer.blind.reason === 'malformed')
  assert.equal(large.fetched, 0)
})

test('only what was found is taken away', async () => {
  const removed: string[] = []
  const one = sighting(textOf(0), { remove: async () => void removed.push('mine') })
  const other = sighting(textOf(1), { remove: async () => void removed.push('other') })
  const { mailbox } = shelfOf([other, one])
  const answer = await mailbox.find(letter(0), 0)
  assert.ok('found' in answer && answer.found)
  await mailbox.remove(answer.found)
  assert.deepEqual(removed, ['mine'])
})

test('closing ends the waiting', async () => {
  const { mailbox } = shelfOf()
  const waiting = mailbox.find(letter(0), 60_000)
  setTimeout(() => mailbox.close(), 50)
  const answer = await waiting
  assert.ok('blind' in answer && answer.blind.reason === 'interrupted')
})
