import assert from 'node:assert/strict'
import test from 'node:test'
import { reversePath } from '../../src/facts/envelope.ts'
import { borderField, from, type MessageWorld, messageFacts, returnPath } from '../support/path-facts.ts'

const of = async (world: MessageWorld) => (await messageFacts(world)).envelope
const author = from('news@shop.example')

test('envelope: the border, and the return path', async () => {
  assert.deepEqual(await of({}), {
    ip: { value: '192.0.2.25', from: 'received' },
    helo: { value: 'out.relay.example', from: 'received' },
    sender: { value: 'bounce@shop.example', from: 'return-path' },
  })
})

test('envelope: what was asked goes before what is there, each by itself', async () => {
  assert.deepEqual(await of({ asked: { ip: '203.0.113.1', sender: '' } }), {
    ip: { value: '203.0.113.1', from: 'option' },
    helo: { value: 'out.relay.example', from: 'received' },
    sender: { value: '', from: 'option' },
  })
  assert.deepEqual((await of({ asked: { helo: 'x.example' } })).helo, { value: 'x.example', from: 'option' })
})

test('envelope: what the border wrote of the sender goes before Return-Path', async () => {
  const border =
    'Received: from a.example ([192.0.2.25]) by mx.receiver.example with esmtps (Exim 4.98) (envelope-from <real@relay.example>) id 1; Tue, 24 Nov 2026 05:59:58 +0000'
  assert.deepEqual((await of({ header: [returnPath('srs@forward.example'), border, author] })).sender, {
    value: 'real@relay.example',
    from: 'received',
  })
})

test('envelope: the topmost of several Return-Path fields', async () => {
  const header = [returnPath('one@shop.example'), borderField, returnPath('two@evil.example'), author]
  assert.equal((await of({ header })).sender?.value, 'one@shop.example')
})

const older = 'Received: from app.shop.example by out.relay.example (Postfix) id 1; Tue, 24 Nov 2026 05:59:00 +0000'

test('envelope: a Return-Path that the message came with tells nothing', async () => {
  for (const header of [
    [borderField, returnPath('forged@shop.example'), author],
    [borderField, returnPath('forged@shop.example'), older, author],
    [borderField, older, returnPath('forged@shop.example'), author],
  ])
    assert.equal((await of({ header })).sender, undefined)
  const word = 'Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=real@relay.example'
  assert.deepEqual((await of({ header: [word, borderField, returnPath('forged@shop.example'), author] })).sender, {
    value: 'real@relay.example',
    from: 'spf',
  })
})

test('envelope: a Return-Path between Received fields of the receiver is its own, as Gmail writes it', async () => {
  const inner = 'Received: by 2002:a05:7300:abc with SMTP id x1; Tue, 24 Nov 2026 05:59:59 +0000'
  assert.deepEqual((await of({ header: [inner, returnPath('own@shop.example'), borderField, author] })).sender, {
    value: 'own@shop.example',
    from: 'return-path',
  })
})

test('envelope: Exchange writes its Return-Path behind the fields that the message came with', async () => {
  const exchange = [
    'Received: from MBX1.corp.example (10.1.0.4) by MBX2.corp.example (10.1.0.5) with Microsoft SMTP Server (version=TLS1_2) id 15.2.1544.11 via Mailbox Transport; Tue, 24 Nov 2026 05:59:59 +0000',
    'Received: from A.eurprd01.prod.outlook.com (::1) by B.eurprd01.prod.outlook.com with HTTPS; Tue, 24 Nov 2026 05:59:59 +0000',
  ]
  for (const last of exchange)
    assert.deepEqual(
      (
        await of({
          header: [last, borderField, returnPath('in@code.example'), author, 'Return-Path: own@shop.example'],
        })
      ).sender,
      { value: 'own@shop.example', from: 'return-path' },
    )
})

test('envelope: of a message without Received, its Return-Path', async () => {
  assert.deepEqual((await of({ header: [author, returnPath('own@shop.example')] })).sender, {
    value: 'own@shop.example',
    from: 'return-path',
  })
})

test('envelope: the null sender', async () => {
  assert.deepEqual((await of({ header: [returnPath(''), borderField, author] })).sender, {
    value: '',
    from: 'return-path',
  })
})

test('envelope: without Return-Path, what the receiver wrote of SPF', async () => {
  const word = (name: string, mailfrom: string) => `Authentication-Results: ${name}; spf=pass smtp.mailfrom=${mailfrom}`
  assert.deepEqual(
    (await of({ header: [word('mx.receiver.example', 'b@shop.example'), borderField, author] })).sender,
    {
      value: 'b@shop.example',
      from: 'spf',
    },
  )
  assert.deepEqual((await of({ header: [word('mx.receiver.example', 'shop.example'), borderField, author] })).sender, {
    value: 'postmaster@shop.example',
    from: 'spf',
  })
})

test('envelope: what anybody else wrote of SPF tells nothing', async () => {
  const forged = 'Authentication-Results: mx.evil.example; spf=pass smtp.mailfrom=b@shop.example'
  assert.equal((await of({ header: [forged, borderField, author] })).sender, undefined)
  const below = forged.replace('evil', 'receiver')
  const older =
    'Received: from x.evil.example (x.evil.example [198.51.100.66]) by out.relay.example (Postfix) with ESMTP id 0; Tue, 24 Nov 2026 05:59:00 +0000'
  assert.equal((await of({ header: [borderField, older, below, author] })).sender, undefined)
})

test('envelope: a message that came from nowhere', async () => {
  assert.deepEqual(await of({ header: [author] }), {})
})

test('reversePath: as RFC 5321 section 4.1.2 has it', () => {
  assert.equal(reversePath('<user@shop.example>'), 'user@shop.example')
  assert.equal(reversePath(' <User+tag@SHOP.example.> '), 'User+tag@shop.example')
  assert.equal(reversePath('user@shop.example'), 'user@shop.example')
  assert.equal(reversePath('<@a.example,@b.example:user@shop.example>'), 'user@shop.example')
  assert.equal(reversePath('<"a@b"@shop.example>'), '"a@b"@shop.example')
  assert.equal(reversePath('<user@bücher.example>'), 'user@xn--bcher-kva.example')
  assert.equal(reversePath('<>'), '')
  assert.equal(reversePath('<> (null sender)'), '')
  for (const none of ['<MAILER-DAEMON>', '<user@>', '<@shop.example>', '<user@[192.0.2.1]>', '<user@a b>', '<a@b'])
    assert.equal(reversePath(none), undefined, none)
})
