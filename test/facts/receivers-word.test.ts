import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailPath } from '../../src/core/mail-path.ts'
import { seen } from '../../src/core/observation.ts'
import { receiversWord } from '../../src/facts/receivers-word.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'
import { mailOf, pathOf } from '../support/received.ts'

async function wordOf(header: string, path: MailPath, authservId?: string) {
  const gathered = await gatherMessage(
    memoryWorld(''),
    { receiversWord, mail: async () => seen(mailOf(header)), mailPath: async () => seen(path) },
    { ...(authservId !== undefined && { message: { authservId } }) },
  )
  assert.ok(gathered.receiversWord?.seen)
  return gathered.receiversWord.value
}
const said = ({ results }: { results: readonly { method: string; result: string }[] }) =>
  results.map(({ method, result }) => `${method}=${result}`)

const twoHops = pathOf(['outside', 'mx.receiver.example'], ['submission', 'out.shop.example'])

test('several fields of one receiver are one word', async () => {
  const word = await wordOf(
    `Authentication-Results: mx.receiver.example; dmarc=pass header.from=shop.example
     Authentication-Results: mx.receiver.example; dkim=pass header.d=shop.example header.s=s1
     Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; envelope-from=b@shop.example; receiver=<UNKNOWN>
     Received: a
     Received: b
     From: a@shop.example`,
    twoHops,
  )
  assert.deepEqual(word.authserv, { id: 'mx.receiver.example', from: 'received' })
  assert.deepEqual(said(word), ['dmarc=pass', 'dkim=pass', 'spf=pass'])
  assert.equal(word.results[2]?.properties['smtp.mailfrom'], 'b@shop.example')
  assert.equal(word.fields, 3)
  assert.deepEqual(word.others, [])
})

test('Gmail writes its results below its own Received, and an address into the topmost', async () => {
  const word = await wordOf(
    `Received: by 2002:a05:6022:1:: with SMTP id x
     Return-Path: <b@shop.example>
     Received: from out.shop.example by mx.google.com with ESMTPS
     Received-SPF: pass (google.com: domain of b@shop.example designates 192.0.2.1) client-ip=192.0.2.1;
     Authentication-Results: mx.google.com; dkim=pass header.i=@shop.example header.s=s1; spf=pass smtp.mailfrom=b@shop.example
     Received: from laptop by out.shop.example with ESMTPSA
     From: a@shop.example`,
    pathOf(['inside', '2002:a05:6022:1::'], ['outside', 'mx.google.com'], ['submission', 'out.shop.example']),
  )
  assert.deepEqual(word.authserv, { id: 'mx.google.com', from: 'received' })
  assert.deepEqual(said(word), ['dkim=pass', 'spf=pass'])
  assert.equal(word.fields, 1)
})

test('another server of the same registered domain is believed, a name that only ends alike is not', async () => {
  const header = (id: string) => `Authentication-Results: ${id}; spf=pass smtp.mailfrom=a@shop.example\nReceived: a`
  const at = (id: string) => wordOf(header(id), pathOf(['outside', 'mx3.mail.receiver.com']))
  assert.deepEqual(said(await at('auth.receiver.com')), ['spf=pass'])
  for (const id of ['notreceiver.com', 'receiver.com.attacker.example', 'com', 'mx3.mail.receiver.co']) {
    const word = await at(id)
    assert.deepEqual(said(word), [], id)
    assert.deepEqual(word.others, [id])
    assert.deepEqual(word.authserv, { id: 'mx3.mail.receiver.com', from: 'received' })
  }
})

test('two customers below one public suffix are not related', async () => {
  const word = await wordOf(
    'Authentication-Results: evil.github.io; spf=pass\nReceived: a',
    pathOf(['outside', 'good.github.io']),
  )
  assert.deepEqual(word.others, ['evil.github.io'])
})

test('the right name, but below what somebody else had written', async () => {
  const word = await wordOf(
    `Authentication-Results: mx.receiver.example; spf=fail smtp.mailfrom=a@shop.example
     Received: a
     Received: b
     Authentication-Results: mx.receiver.example; dmarc=pass header.from=bank.example
     From: a@bank.example`,
    twoHops,
  )
  assert.deepEqual(said(word), ['spf=fail'])
  assert.equal(word.misplaced, 1)
  assert.equal(word.fields, 1)
})

test('a Received-SPF of a hop before the receiver is not its word', async () => {
  const word = await wordOf(
    `Received: a
     Received: b
     Received-SPF: pass (domain of a@shop.example) client-ip=192.0.2.1`,
    twoHops,
  )
  assert.deepEqual(said(word), [])
  const foreign = await wordOf('Received-SPF: pass (other.example: x) client-ip=192.0.2.1\nReceived: a', twoHops)
  assert.deepEqual(said(foreign), [])
})

test('Microsoft writes no name: believed where the last hops are its own, by nobody else', async () => {
  const field = 'Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=shop.example; dkim=none'
  const microsoft = pathOf(
    ['inside', 'AM0PR01MB1.eurprd01.prod.outlook.com'],
    ['outside', 'AM0EUR02FT1.mail.protection.outlook.com'],
  )
  const word = await wordOf(`Received: a\n${field}\nReceived: b`, microsoft)
  assert.deepEqual(word.authserv, { id: 'outlook.com', from: 'received' })
  assert.deepEqual(said(word), ['spf=pass', 'dkim=none'])
  // It writes above the field with which it takes the mail in: what bears no name below that came with the mail.
  const below = await wordOf(`Received: a\nReceived: b\n${field}\nFrom: a@shop.example`, microsoft)
  assert.deepEqual([said(below), below.misplaced], [[], 1])
  const other = await wordOf(`${field}\nReceived: a`, pathOf(['outside', 'mx.receiver.example']))
  assert.deepEqual(said(other), [])
  assert.deepEqual(other.others, ['(without a name)'])
  const older = await wordOf(`${field}\nReceived: a`, pathOf(['outside', 'DB8PR08MB2.outlook.office365.com']))
  assert.ok(older.fields > 0)
  const lookalike = await wordOf(`${field}\nReceived: a`, pathOf(['outside', 'mx.notoutlook.com']))
  assert.deepEqual(said(lookalike), [])
})

test('Apple and Proton use several domains side by side', async () => {
  const icloud = await wordOf(
    'Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=shop.example\nReceived: a',
    pathOf(['outside', 'st42p00im-qukt0912.me.com']),
  )
  assert.deepEqual(said(icloud), ['dmarc=pass'])
})

test("directly below the receiver's own Received stands what the message brought, whatever name it bears", async () => {
  const forged = 'Authentication-Results: mx.receiver.example; dkim=pass header.d=bank.example; spf=pass'
  const spf =
    'Received-SPF: pass (mx.receiver.example: domain of a@bank.example) receiver=mx.receiver.example; client-ip=192.0.2.1'
  const real = 'Authentication-Results: mx.receiver.example; dkim=fail header.d=bank.example'
  for (const given of [undefined, 'mx.receiver.example', 'receiver.example']) {
    const alone = await wordOf(`Received: a\n${forged}\n${spf}\nReceived: b\nFrom: a@bank.example`, twoHops, given)
    assert.deepEqual(said(alone), [], given)
    assert.equal(alone.fields, 0)
    assert.equal(alone.misplaced, given === 'receiver.example' ? undefined : 1)
    // No Received at all below it: its own writer had it first.
    const only = await wordOf(
      `Received: a\n${forged}\nFrom: a@bank.example`,
      pathOf(['outside', 'mx.receiver.example']),
      given,
    )
    assert.deepEqual(said(only), [], given)
  }
  const both = await wordOf(`${real}\nReceived: a\n${forged}\nFrom: a@bank.example`, twoHops)
  assert.deepEqual(said(both), ['dkim=fail'])
  assert.equal(both.misplaced, 1)
})

test('Gmail writes one field of each below its own Received: a second of that name came with the message', async () => {
  const google = pathOf(['inside', '2002:a05:6022:1::'], ['outside', 'mx.google.com'])
  const real = 'Authentication-Results: mx.google.com; spf=fail smtp.mailfrom=a@bank.example'
  const forged = 'Authentication-Results: mx.google.com; dkim=pass header.d=bank.example'
  const spf = 'Received-SPF: fail (google.com: domain of a@bank.example) client-ip=192.0.2.1;'
  for (const given of [undefined, 'mx.google.com']) {
    const word = await wordOf(
      `Received: a\nReceived: b\n${spf}\n${real}\n${forged}\nFrom: a@bank.example`,
      google,
      given,
    )
    assert.deepEqual(said(word), ['spf=fail'])
    assert.equal(word.misplaced, 1)
    const lower = await wordOf(`Received: a\nReceived: b\nSubject: x\n${forged}\nFrom: a@bank.example`, google, given)
    assert.deepEqual(said(lower), [])
  }
})

test('Amazon SES writes below its own Received, under another name', async () => {
  const word = await wordOf(
    `Received: a
     X-SES-Spam-Verdict: PASS
     Received-SPF: pass (spfCheck: domain of shop.example designates 192.0.2.1) client-ip=192.0.2.1;
     Authentication-Results: amazonses.com; dkim=pass header.i=@shop.example
     From: a@shop.example`,
    pathOf(['outside', 'inbound-smtp.eu-west-1.amazonaws.com']),
  )
  assert.deepEqual(said(word), ['dkim=pass', 'spf=pass'])
})

test('between two Received fields of the house stands the word of an inner hop', async () => {
  const word = await wordOf(
    `Received: a
     Authentication-Results: mx.receiver.example; dmarc=pass header.from=shop.example
     Received: b
     Authentication-Results: mx.receiver.example; dmarc=fail
     Received: c
     From: a@shop.example`,
    pathOf(
      ['inside', 'store.receiver.example'],
      ['outside', 'mx.receiver.example'],
      ['submission', 'out.shop.example'],
    ),
  )
  assert.deepEqual(said(word), ['dmarc=pass'])
})

test('--authserv-id: that name alone, and only where the receiver wrote', async () => {
  const header = `Authentication-Results: filter.first.example; spf=fail
     Authentication-Results: mx.receiver.example; spf=pass
     Received: a
     Received: b
     Authentication-Results: Filter.First.example; spf=pass
     From: a@shop.example`
  const word = await wordOf(header, twoHops, 'filter.first.example')
  assert.deepEqual(word.authserv, { id: 'filter.first.example', from: 'option' })
  assert.deepEqual(said(word), ['spf=fail'])
  assert.equal(word.misplaced, 1)
  assert.deepEqual(word.others, ['mx.receiver.example'])
  assert.deepEqual(said(await wordOf(header, twoHops, 'mail')), [])
})

test('--authserv-id names a filter in front of the receiver: believed as far as the receiver saw that it handed on', async () => {
  const header = `Received: a
     Authentication-Results: mx.filter.example; spf=fail
     Received: b
     Authentication-Results: mx.filter.example; spf=pass
     From: a@shop.example`
  const behind = (rdns: string): MailPath => {
    const { hops } = pathOf(['outside', 'mail.company.example'], ['outside', 'mx.filter.example'])
    const [border, ...rest] = hops
    assert.ok(border)
    return { hops: [{ ...border, rdns }, ...rest], border: { ...border, rdns } }
  }
  assert.deepEqual(said(await wordOf(header, behind('out.filter.example'), 'mx.filter.example')), ['spf=fail'])
  assert.deepEqual(said(await wordOf(header, behind('host.attacker.example'), 'mx.filter.example')), [])
  assert.deepEqual(said(await wordOf(header, behind('out.filter.example'))), [])
})

test('--authserv-id without any Received: what stands before the fields of the author', async () => {
  const header = `Return-Path: <b@shop.example>
     Authentication-Results: mx.receiver.example; spf=fail
     From: a@shop.example
     Authentication-Results: mx.receiver.example; spf=pass`
  assert.deepEqual(said(await wordOf(header, pathOf(), 'mx.receiver.example')), ['spf=fail'])
})

test('no Received: nobody is known, and nobody believed', async () => {
  const word = await wordOf('Authentication-Results: mx.receiver.example; spf=pass\nFrom: a@shop.example', pathOf())
  assert.equal(word.authserv, undefined)
  assert.deepEqual(word.results, [])
  assert.deepEqual(word.others, ['mx.receiver.example'])
})

test('no hop from outside: the house of the topmost one', async () => {
  const word = await wordOf(
    `Received: a
     Authentication-Results: mail.house.example; dkim=pass header.d=house.example
     Received: b
     Authentication-Results: mail.house.example; dkim=fail`,
    pathOf(['inside', 'store.house.example'], ['submission', 'mail.house.example']),
  )
  assert.deepEqual(said(word), ['dkim=pass'])
})

test('hundreds of fields and names are bounded', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => `Authentication-Results: x${i}.example; spf=pass`).join('\n')
  const word = await wordOf(`${many}\nReceived: a`, twoHops)
  assert.equal(word.others.length, 10)
})
