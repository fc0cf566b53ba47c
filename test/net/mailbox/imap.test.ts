import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openImap } from '../../../src/net/mailbox/imap.ts'
import type { ImapOptions } from '../../../src/net/mailbox/imap-line.ts'
import { selfSigned } from '../../support/certificates.ts'
import { type Answer, type ScriptedImap, startImap } from '../../support/scripted-imap.ts'

const password = 'S3cret-größer'
const letter = { token: 'abcdefghijklmnop', id: 'abc@shop.example' }
const timeoutMs = 500

const open = (server: ScriptedImap, more: Partial<ImapOptions> = {}) =>
  openImap({
    url: 'imaps://anna@imap.receiver.example',
    password,
    timeoutMs,
    authorities: server.authority,
    reach: server.reach,
    ...more,
  })
async function refused(server: ScriptedImap, more: Partial<ImapOptions> = {}): Promise<string> {
  const begun = performance.now()
  const answer = await open(server, more)
  assert.ok('usage' in answer)
  assert.ok(performance.now() - begun < 16 * timeoutMs, `${performance.now() - begun} ms`)
  assert.equal(answer.usage.trimEnd().split('\n').length, 1)
  return answer.usage
}
async function opened(t: TestContext, server: ScriptedImap, more: Partial<ImapOptions> = {}) {
  const mailbox = await open(server, more)
  assert.ok(!('usage' in mailbox), JSON.stringify(mailbox))
  t.after(() => mailbox.close())
  return mailbox
}
const proofs = ({ heard }: ScriptedImap) => heard.filter((line) => /^AG|AUTHENTICATE|LOGIN /.test(line))

const probe = `Message-ID: <${letter.id}>\r\nX-Relaycheck-Probe: ${letter.token}\r\nSubject: relaycheck probe\r\n\r\nHello\r\n`
/** One message with UID 5 that comes once it is asked for what is new. */
const withProbe = {
  EXAMINE: '* FLAGS (\\Seen)\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 6]\r\n{tag} OK [READ-ONLY] done',
  SELECT:
    '* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)]\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 6]\r\n{tag} OK [READ-WRITE] done',
  'UID FETCH': ({ say, line, tag }: Parameters<Extract<Answer, (...said: never) => void>>[0]) => {
    const isHeader = line.includes('HEADER')
    const [, start = '0'] = /<(\d+)\.\d+>/.exec(line) ?? []
    const part = isHeader ? 'HEADER' : ''
    const text = probe.slice(Number(start))
    say(
      `* 1 FETCH (UID 5 RFC822.SIZE ${probe.length} BODY[${part}]<${start}> {${text.length}}\r\n${text})\r\n${tag} OK done\r\n`,
    )
  },
  'UID STORE': '* 1 FETCH (UID 5 FLAGS (\\Deleted))\r\n{tag} OK done',
}

test('a server of the plainest kind: found by looking again, left unread, and marked alone where it is to go', async (t) => {
  const server = await startImap(t, withProbe)
  const mailbox = await opened(t, server)
  const answer = await mailbox.find(letter, 3000)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  assert.equal(Buffer.from(answer.found.octets).toString(), probe)
  assert.ok(server.heard.every((line) => !/ SELECT | STORE |BODY\[/.test(line)))
  const kept = await mailbox.remove(answer.found)
  assert.match(kept?.detail ?? '', /can only delete all messages of INBOX that are marked/)
  assert.ok(server.heard.some((line) => / UID STORE 5 \+FLAGS/.test(line)))
  assert.ok(server.heard.every((line) => !/EXPUNGE|CLOSE|MOVE/.test(line)))
})

test('a folder that was numbered anew since: another message has that number, and nothing is deleted', async (t) => {
  const server = await startImap(t, {
    ...withProbe,
    CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\n{tag} OK done',
    SELECT: withProbe.SELECT.replace('UIDVALIDITY 7', 'UIDVALIDITY 8'),
    'UID EXPUNGE': '* 1 EXPUNGE\r\n{tag} OK done',
  })
  const mailbox = await opened(t, server)
  const answer = await mailbox.find(letter, 3000)
  assert.ok('found' in answer && answer.found)
  assert.match((await mailbox.remove(answer.found))?.detail ?? '', /no longer in INBOX/)
  assert.ok(server.heard.some((line) => / SELECT /.test(line)))
  assert.ok(server.heard.every((line) => !/STORE|EXPUNGE/.test(line)))
})

test('the last message, which comes whatever is asked for, is none that came', async (t) => {
  const server = await startImap(t, {
    ...withProbe,
    STATUS: '* STATUS INBOX (UIDNEXT 6 UIDVALIDITY 7)\r\n{tag} OK done',
  })
  const mailbox = await opened(t, server)
  assert.deepEqual(await mailbox.find(letter, 300), {})
  assert.ok(server.heard.some((line) => / UID FETCH 6:\* /.test(line)))
})

test('one message alone is expunged, where the server can do that', async (t) => {
  const server = await startImap(t, {
    ...withProbe,
    CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\n{tag} OK done',
    'UID EXPUNGE': '* 1 EXPUNGE\r\n{tag} OK done',
  })
  const mailbox = await opened(t, server)
  const answer = await mailbox.find(letter, 3000)
  assert.ok('found' in answer && answer.found)
  assert.equal(await mailbox.remove(answer.found), undefined)
  assert.ok(server.heard.some((line) => / UID EXPUNGE 5$/.test(line)))
})

test('what somebody has moved meanwhile is not said to be taken away', async (t) => {
  let isMoved = false
  const fetched = withProbe['UID FETCH']
  const server = await startImap(t, {
    ...withProbe,
    CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\n{tag} OK done',
    'UID FETCH': (said) => (isMoved ? said.say(`${said.tag} OK done\r\n`) : fetched(said)),
    'UID STORE': '{tag} OK done',
    'UID EXPUNGE': '{tag} OK done',
  })
  const mailbox = await opened(t, server)
  const answer = await mailbox.find(letter, 3000)
  assert.ok('found' in answer && answer.found)
  isMoved = true
  const kept = await mailbox.remove(answer.found)
  assert.match(kept?.detail ?? '', /no longer in INBOX/)
})

test('nothing tells the server more than it has to know', async (t) => {
  const server = await startImap(t, {
    CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN ID COMPRESS=DEFLATE\r\n{tag} OK done',
    ID: '* ID NIL\r\n{tag} OK done',
  })
  await opened(t, server)
  const [id = ''] = server.heard.filter((line) => / ID /.test(line))
  assert.match(id, /"name" "relaycheck"/)
  assert.doesNotMatch(id, /imapflow|postal/i)
  assert.ok(server.heard.every((line) => !/COMPRESS/.test(line)))
})

test('a wrong password: one sentence, and the server may say it back', async (t) => {
  const server = await startImap(t, {
    proof: ({ say, tag, line }) =>
      say(
        `${tag} NO [AUTHENTICATIONFAILED] ${Buffer.from(password).toString('latin1')} ${line} ${Buffer.from(password).toString('base64')} is wrong\r\n`,
      ),
  })
  const usage = await refused(server)
  assert.match(usage, /refuses the login of anna/)
  assert.match(usage, /RELAYCHECK_IMAP_PASSWORD/)
  for (const form of [
    password,
    Buffer.from(password).toString('base64'),
    Buffer.from(`\0anna\0${password}`).toString('base64'),
  ])
    assert.ok(!usage.includes(form), usage)
})

test('a server that calls a folder by the password tells nobody', async (t) => {
  const folder = 'S3cret-gr&APYA3w-er'
  const server = await startImap(t, {
    LIST: `* LIST () "/" INBOX\r\n* LIST () "/" "${folder}"\r\n{tag} OK done`,
  })
  const usage = await refused(server, { url: 'imaps://anna@imap.receiver.example/Nowhere' })
  assert.match(usage, /it has INBOX, \[/)
  assert.doesNotMatch(usage, /S3cret/)
})

test('a login that is put off is not said to be wrong', async (t) => {
  const server = await startImap(t, { proof: '{tag} NO [UNAVAILABLE] come back later' })
  assert.match(await refused(server), /puts the login of anna off \(come back later\)/)
})

test('a token is told by XOAUTH2 or OAUTHBEARER, and stands nowhere', async (t) => {
  const token = 'ya29.a0AfH6SMBx-very-long-token'
  for (const mechanism of ['XOAUTH2', 'OAUTHBEARER']) {
    const CAPABILITY = `* CAPABILITY IMAP4rev1 AUTH=${mechanism}\r\n{tag} OK done`
    const server = await startImap(t, { CAPABILITY })
    await opened(t, server, { token })
    const said = Buffer.from(server.heard.find((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line)) ?? '', 'base64').toString()
    assert.ok(said.includes(`auth=Bearer ${token}`))
    const wrong = await startImap(t, {
      CAPABILITY,
      proof: ({ say, tag, line }) => say(`${tag} NO ${line} ${token}\r\n`),
    })
    const usage = await refused(wrong, { token })
    assert.match(usage, /RELAYCHECK_IMAP_TOKEN/)
    assert.ok(!usage.includes(token) && !usage.includes(Buffer.from(token).toString('base64').slice(0, 20)), usage)
  }
})

test('a certificate that does not verify: nothing is said to that server', async (t) => {
  for (const shown of [selfSigned('imap.receiver.example')]) {
    const server = await startImap(t, {}, { shown })
    assert.match(await refused(server), /the certificate of imap\.receiver\.example port 993 does not verify/)
    assert.deepEqual(server.heard, [])
  }
  const server = await startImap(t)
  assert.match(
    await refused(server, { url: 'imaps://anna@other.receiver.example' }),
    /does not verify \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  )
  assert.deepEqual(server.heard, [])
})

test('STARTTLS: the login comes behind it', async (t) => {
  const server = await startImap(
    t,
    { CAPABILITY: '* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n{tag} OK done', STARTTLS: '{tag} OK begin' },
    { secure: false },
  )
  await opened(t, server, { url: 'imap://anna@imap.receiver.example' })
  const verbs = server.heard.map((line) => line.split(' ')[1])
  assert.ok(verbs.indexOf('STARTTLS') >= 0 && verbs.indexOf('STARTTLS') < verbs.indexOf('AUTHENTICATE'))
})

test('a password is never sent in clear', async (t) => {
  const plain = { CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done' }
  for (const [says, script] of [
    [/offers no STARTTLS/, plain],
    [
      /offers no STARTTLS/,
      {
        ...plain,
        CAPABILITY: '* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n{tag} OK done',
        STARTTLS: '{tag} NO not now',
      },
    ],
    [
      /lets in whoever comes, before TLS.*something between .* pass itself off.*imaps:/,
      { ...plain, greeting: '* PREAUTH welcome' },
    ],
  ] as const) {
    const server = await startImap(t, script, { secure: false })
    assert.match(await refused(server, { url: 'imap://anna@imap.receiver.example' }), says)
    assert.deepEqual(proofs(server), [])
  }
})

test('what is said in clear behind the answer to STARTTLS is believed by nobody', async (t) => {
  const server = await startImap(
    t,
    {
      CAPABILITY: '* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done',
      STARTTLS: '{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* BYE',
    },
    { secure: false },
  )
  const says = await refused(server, { url: 'imap://anna@imap.receiver.example' })
  assert.match(says, /something was put in behind its answer to STARTTLS.*imaps:/)
  assert.deepEqual(proofs(server), [])
})

test('the other kind of port: told which scheme to write', async (t) => {
  const server = await startImap(t, {}, { secure: false })
  assert.match(await refused(server), /imap:\/\//)
})

test('a folder that is not there: one sentence that names those that are', async (t) => {
  const server = await startImap(t)
  assert.match(
    await refused(server, { url: 'imaps://anna@imap.receiver.example/Probes' }),
    /no folder "Probes" for anna \(it has INBOX\)/,
  )
})

test('nobody listens there, or has that name', async (t) => {
  const server = await startImap(t)
  assert.match(
    await refused(server, { reach: () => ({ address: '127.0.0.1', port: 1 }) }),
    /nothing listens at imap\.receiver\.example port 993/,
  )
  assert.match(await refused(server, { password: '' }), /needs a password/)
})

const flood =
  (text: string): Answer =>
  ({ say, socket }) => {
    const piece = text.repeat(Math.ceil(65_536 / text.length))
    const more = () => {
      while (!socket.destroyed && socket.writableLength < 1_000_000) say(piece)
      if (!socket.destroyed) setImmediate(more)
    }
    more()
  }

const hostile: Record<string, Record<string, Answer>> = {
  'no greeting': { greeting: '' },
  'an endless greeting': { greeting: flood('x') },
  'a greeting that is none': { greeting: 'HTTP/1.1 400 Bad Request' },
  'no answer to CAPABILITY': { CAPABILITY: '' },
  'endless capabilities': { CAPABILITY: flood('* CAPABILITY IMAP4rev1\r\n') },
  'a huge literal': { LIST: '* LIST () "/" {2000000000}' },
  'many literals in one answer': { LIST: flood('* LIST () "/" {1000000}\r\n') },
  'endless folders': { LIST: flood('* LIST () "/" abc\r\n') },
  'endless untagged lines': { LIST: flood('* OK still here\r\n') },
  'a wrong tag': { LIST: 'WRONG OK done' },
  'deep parentheses': { LIST: `* LIST ${'('.repeat(100_000)}` },
  'many tokens': { LIST: `* LIST (${'a '.repeat(400_000)}) "/" INBOX` },
  'nothing but an end': { LIST: ({ socket }) => socket.destroy() },
  'a continuation for ever': { AUTHENTICATE: flood('+ \r\n') },
  'a BYE': { CAPABILITY: '* BYE go away' },
}

for (const [name, script] of Object.entries(hostile))
  test(`a server made to hurt: ${name}`, async (t) => {
    const server = await startImap(t, script)
    const before = process.memoryUsage().rss
    await refused(server)
    assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024)
  })

const watched: Record<string, Record<string, Answer>> = {
  'a huge header': { 'UID FETCH': '* 1 FETCH (UID 5 BODY[HEADER]<0> {3000000}' },
  'endless messages': { 'UID FETCH': flood('* 1 FETCH (UID 5 RFC822.SIZE 1 BODY[HEADER]<0> {4}\r\nabcd)\r\n') },
  'no message': { 'UID FETCH': '' },
  'a message without an end': {
    'UID FETCH': ({ say, line, tag }) => {
      const piece = line.includes('HEADER') ? probe : 'x'.repeat(1024 * 1024)
      say(
        `* 1 FETCH (UID 5 RFC822.SIZE 100 BODY[${line.includes('HEADER') ? 'HEADER' : ''}]<0> {${piece.length}}\r\n${piece})\r\n${tag} OK done\r\n`,
      )
    },
  },
  'a hang-up each time': { NOOP: ({ socket }) => socket.destroy() },
}

for (const [name, script] of Object.entries(watched))
  test(`a mailbox made to hurt: ${name}`, async (t) => {
    const server = await startImap(t, { ...withProbe, ...script })
    const mailbox = await opened(t, server)
    const before = process.memoryUsage().rss
    const begun = performance.now()
    const answer = await mailbox.find(letter, 1000)
    assert.ok('blind' in answer, JSON.stringify(answer))
    assert.ok(performance.now() - begun < 10_000)
    assert.ok(process.memoryUsage().rss - before < 400 * 1024 * 1024)
    assert.ok(server.connections() <= 6)
  })

test('Gmail: its folder for all mail counts only for what is nowhere else, and not for what was sent', async (t) => {
  const withLabels = async (labels: string) => {
    let selected = ''
    const server = await startImap(t, {
      ...withProbe,
      CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN X-GM-EXT-1 SPECIAL-USE\r\n{tag} OK done',
      LIST: '* LIST () "/" INBOX\r\n* LIST (\\All) "/" "[Gmail]/All Mail"\r\n* LIST (\\Important) "/" "[Gmail]/Important"\r\n{tag} OK done',
      STATUS: ({ say, line, tag }) => {
        const [, name = ''] = /STATUS ("[^"]*"|\S+)/.exec(line) ?? []
        say(`* STATUS ${name} (UIDNEXT ${count++} UIDVALIDITY 7)\r\n${tag} OK done\r\n`)
      },
      EXAMINE: ({ say, line, tag }) => {
        selected = line
        say(`${String(withProbe.EXAMINE).replaceAll('{tag}', tag)}\r\n`)
      },
      'UID FETCH': ({ say, line, tag }) => {
        if (!selected.includes('Gmail')) return say(`${tag} OK done\r\n`)
        const part = line.includes('HEADER') ? 'HEADER' : ''
        say(
          `* 1 FETCH (UID 5 RFC822.SIZE 9 X-GM-LABELS (${labels}) BODY[${part}]<0> {${probe.length}}\r\n${probe})\r\n${tag} OK done\r\n`,
        )
      },
    })
    let count = 3
    const mailbox = await opened(t, server)
    const answer = await mailbox.find(letter, 0)
    assert.ok(server.heard.every((line) => !/EXAMINE.*Important/.test(line)))
    return 'blind' in answer ? answer : answer.found?.folder
  }
  assert.equal(await withLabels('"lists"'), '[Gmail]/All Mail')
  assert.equal(await withLabels('"\\\\Sent"'), undefined)
  assert.equal(await withLabels('"\\\\Inbox" lists'), undefined)
})

test('a large folder that tells no status is asked for what comes from now on', async (t) => {
  const server = await startImap(t, {
    ...withProbe,
    STATUS: '{tag} NO not here',
    EXAMINE: '* 90000 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [UIDNEXT 100001]\r\n{tag} OK [READ-ONLY] done',
    'UID FETCH': '{tag} OK done',
  })
  const mailbox = await opened(t, server)
  assert.deepEqual(await mailbox.find(letter, 0), {})
  const fetches = server.heard.filter((line) => line.includes('FETCH')).map((line) => line.split(' ')[3])
  assert.deepEqual(fetches, ['100001:*'])
})

test('a folder that is numbered anew is read from a little before its end', async (t) => {
  let validity = 7
  const server = await startImap(t, {
    ...withProbe,
    STATUS: ({ say, tag }) => say(`* STATUS INBOX (UIDNEXT 90001 UIDVALIDITY ${validity})\r\n${tag} OK done\r\n`),
    EXAMINE: ({ say, tag }) =>
      say(`* 90000 EXISTS\r\n* OK [UIDVALIDITY ${validity}]\r\n* OK [UIDNEXT 90001]\r\n${tag} OK done\r\n`),
    'UID FETCH': '{tag} OK done',
  })
  const mailbox = await opened(t, server)
  validity = 8
  await mailbox.find(letter, 1500)
  const fetches = server.heard.filter((line) => line.includes('FETCH')).map((line) => line.split(' ')[3])
  assert.deepEqual(fetches.slice(0, 2), ['88001:88500', '88501:89000'])
})

test('a folder that may not be read hides no other one', async (t) => {
  let next = 9
  const server = await startImap(t, {
    ...withProbe,
    LIST: '* LIST () "/" Secret\r\n* LIST () "/" INBOX\r\n{tag} OK done',
    STATUS: ({ say, line, tag }) =>
      say(
        line.includes('Secret')
          ? `* STATUS Secret (UIDNEXT ${next++} UIDVALIDITY 1)\r\n${tag} OK done\r\n`
          : `* STATUS INBOX (UIDNEXT 1 UIDVALIDITY 7)\r\n${tag} OK done\r\n`,
      ),
    EXAMINE: ({ say, line, tag }) =>
      say(
        line.includes('Secret')
          ? `${tag} NO [NOPERM] not yours\r\n`
          : `${String(withProbe.EXAMINE).replaceAll('{tag}', tag)}\r\n`,
      ),
  })
  const mailbox = await opened(t, server, { url: 'imaps://anna@imap.receiver.example' })
  const answer = await mailbox.find(letter, 1000)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  assert.ok(server.heard.some((line) => / EXAMINE "?Secret/.test(line)))
})

test('a connection that breaks once is made again', async (t) => {
  let broken = false
  const server = await startImap(t, {
    ...withProbe,
    NOOP: ({ say, socket, tag }) => {
      if (broken) return say(`${tag} OK done\r\n`)
      broken = true
      socket.destroy()
    },
  })
  const mailbox = await opened(t, server)
  const answer = await mailbox.find(letter, 3000)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
  assert.equal(server.connections(), 2)
})

test('what was read before a connection broke is not lost', async (t) => {
  let [next, broken] = [1, false]
  const server = await startImap(t, {
    ...withProbe,
    LIST: '* LIST () "/" INBOX\r\n* LIST () "/" Junk\r\n{tag} OK done',
    STATUS: ({ say, line, tag }) =>
      say(
        `* STATUS ${line.includes('Junk') ? `Junk (UIDNEXT ${next++}` : 'INBOX (UIDNEXT 1'} UIDVALIDITY 7)\r\n${tag} OK done\r\n`,
      ),
    EXAMINE: ({ say, socket, line, tag }) => {
      if (line.includes('Junk') && !broken) {
        broken = true
        socket.destroy()
      } else if (line.includes('Junk')) say(`* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n${tag} OK [READ-ONLY] done\r\n`)
      else say(`${String(withProbe.EXAMINE).replaceAll('{tag}', tag)}\r\n`)
    },
  })
  const mailbox = await opened(t, server, { url: 'imaps://anna@imap.receiver.example' })
  const answer = await mailbox.find(letter, 1500)
  assert.ok(broken && server.connections() === 2)
  assert.ok('found' in answer && answer.found, JSON.stringify(answer))
})

test('IDLE that is never taken: the connection is made anew, and looked at through that', async (t) => {
  const server = await startImap(t, {
    CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n{tag} OK done',
    IDLE: '',
  })
  const mailbox = await opened(t, server)
  const begun = performance.now()
  assert.deepEqual(await mailbox.find(letter, 1000), {})
  assert.ok(performance.now() - begun < 6000)
  assert.equal(server.connections(), 2)
})

test('news without end: it is not looked at without end', async (t) => {
  const server = await startImap(t, {
    CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n{tag} OK done',
    'UID FETCH': '{tag} OK done',
    IDLE: ({ say, socket }) => {
      say('+ idling\r\n')
      for (let n = 1; n < 500; n++) if (!socket.destroyed) say(`* ${n} EXISTS\r\n`)
    },
  })
  const mailbox = await opened(t, server)
  assert.deepEqual(await mailbox.find(letter, 1500), {})
  assert.ok(server.heard.filter((line) => / IDLE$/.test(line)).length < 10)
})

test('the end of the run ends the opening too', async (t) => {
  const server = await startImap(t, { greeting: '' })
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 100)
  const begun = performance.now()
  assert.match(await refused(server, { timeoutMs: 30_000, signal: stop.signal }), /the run ended/)
  assert.ok(performance.now() - begun < 2000)
})

test('the end of the run ends the waiting, and a run that has ended opens nothing', async (t) => {
  const stop = new AbortController()
  const server = await startImap(t)
  const mailbox = await opened(t, server, { signal: stop.signal })
  const waiting = mailbox.find(letter, 60_000)
  setTimeout(() => stop.abort(), 100)
  const answer = await waiting
  assert.ok('blind' in answer && answer.blind.reason === 'interrupted', JSON.stringify(answer))
  assert.match(await refused(server, { signal: stop.signal }), /the run ended/)
})
