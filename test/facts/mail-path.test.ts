import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailPath } from '../../src/core/mail-path.ts'
import { mailPath, pathOf } from '../../src/facts/mail-path.ts'
import { mail, mailRead } from '../../src/facts/mail-read.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'

const clock = (second: number) => `Tue, 24 Nov 2026 06:00:${String(second).padStart(2, '0')} +0000`
const relay = (second = 3) =>
  `from out.relay.example (out.relay.example [192.0.2.25]) by mx.receiver.example (Postfix) with ESMTPS id 3; ${clock(second)}`
const submitted = (second = 1) =>
  `from web.shop.example (web.shop.example [198.51.100.7]) by out.relay.example (Postfix) with ESMTPSA id 1; ${clock(second)}`

const kinds = ({ hops }: MailPath) => hops.map(({ kind }) => kind)

/** What stands above the hop that matters: none of it is the border (topmost first). */
const within: Record<string, string[]> = {
  'delivery by LMTP': [`from mx.receiver.example by store.receiver.example with LMTP id 9; ${clock(9)}`],
  'delivery by LMTP over the network': [
    `from mx.receiver.example (mx.receiver.example [203.0.113.9]) by store.receiver.example with LMTPS id 9; ${clock(9)}`,
  ],
  'a content filter on the machine': [
    `from localhost (localhost [127.0.0.1]) by mx.receiver.example (Postfix) with ESMTP id 8; ${clock(8)}`,
    `from mx.receiver.example ([127.0.0.1]) by localhost (amavisd-new, port 10024) with ESMTP id 7; ${clock(7)}`,
  ],
  'a filter that hands on by sendmail': [`by mx.receiver.example (Postfix, from userid 114) id 8; ${clock(8)}`],
  "qmail's own queue": [`(qmail 4711 invoked by uid 89); 24 Nov 2026 06:00:08 -0000`],
  'a server behind the border, at a private address': [
    `from mx.receiver.example (mx.receiver.example [10.1.2.3]) by inner.receiver.example (Postfix) with ESMTPS id 8; ${clock(8)}`,
  ],
  'a server behind the border, at a public address of the same house': [
    `from mx.receiver.example (mx.receiver.example [203.0.113.9]) by inner.receiver.example (Postfix) with ESMTPS id 8; ${clock(8)}`,
  ],
  'Gmail, within': [`by 2002:a05:6a20:1234:b0:1a2:3b4c:5d6e with SMTP id x12csp1; ${clock(8)}`],
  'Exchange, within, at public addresses': [
    `from DB8EUR05FT010.eop-eur05.prod.protection.outlook.com (2603:10a6:10:1::9) by DB8PR08MB2.outlook.office365.com (2603:10a6:208:5c::10) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20 via Frontend Transport; ${clock(8)}`,
  ],
  'fetched from the mailbox': [
    `from pop.receiver.example [203.0.113.110] by localhost with POP3 (fetchmail-6.4.38) for <joe@localhost> (single-drop); ${clock(9)}`,
  ],
  'a part of the server itself': [
    `from process_milters-daemon.mx1.receiver.example by mx1.receiver.example (Oracle Communications Messaging Server 8.1.0) id <0QZ@mx1.receiver.example>; ${clock(8)}`,
  ],
  'an IPv6 address of the machine': [
    `from localhost (localhost [IPv6:::1]) by mx.receiver.example (Postfix) with ESMTP id 8; ${clock(8)}`,
  ],
}
for (const [name, above] of Object.entries(within))
  test(`mailPath: the border is below ${name}`, () => {
    const path = pathOf([...above, relay(), submitted()])
    assert.equal(path.border?.ip, '192.0.2.25')
    assert.equal(path.border.helo, 'out.relay.example')
    assert.deepEqual(kinds(path), [...above.map(() => 'inside'), 'outside', 'submission'])
  })

test('mailPath: all of what may stand above the border at once', () => {
  assert.equal(pathOf([...Object.values(within).flat(), relay()]).border?.ip, '192.0.2.25')
})

/** Hops that look as if they were within, and are the border. */
const borders: Record<string, string> = {
  'a client that greets with a name of the receiver': `from mx.receiver.example (evil.example [192.0.2.66]) by mx.receiver.example (Postfix) with ESMTP id 1; ${clock(5)}`,
  'the same, its address without a name': `from mx2.receiver.example (unknown [192.0.2.66]) by mx.receiver.example (Postfix) with ESMTP id 1; ${clock(5)}`,
  'the same at an Exim': `from [192.0.2.66] (helo=mx.receiver.example) by mx.receiver.example with esmtp (Exim 4.98) id 1; ${clock(5)}`,
  'a customer of the network that the receiver is': `from web.example (192-0-2-66.dsl.receiver.example [192.0.2.66]) by mx.receiver.example (Postfix) with ESMTP id 1; ${clock(5)}`,
  'a name that may be forged': `from x.example (mx.receiver.example [192.0.2.66] (may be forged)) by mx.receiver.example (8.17.1/8.17.1) with ESMTP id 1; ${clock(5)}`,
  'from one customer of Gmail to another': `from mail-sor-f41.google.com (mail-sor-f41.google.com. [192.0.2.66]) by mx.google.com with SMTPS id 1 (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128); ${clock(5)}`,
  'from one customer of Microsoft to another': `from EUR05-AM6-obe.outbound.protection.outlook.com (192.0.2.66) by AM7EUR06FT012.mail.protection.outlook.com (10.233.255.1) with Microsoft SMTP Server id 15.20; ${clock(5)}`,
  'a name that ends like the receiver’s': `from x (evilreceiver.example [192.0.2.66]) by mx.receiver.example (Postfix) with ESMTP id 1; ${clock(5)}`,
}
/** The same, with a forged field below that the receiver's own border is said to have written. */
const forged: Record<string, string> = {
  'a server that a provider rents out': `from x.example (vps-1a2b3c4d.vps.receiver.example [192.0.2.66]) by mx1.receiver.example (Postfix) with ESMTPS id 1; ${clock(5)}`,
  'a PC in the house of the receiver': `from x.example (pc17.physics.receiver.example [192.0.2.66]) by mx.receiver.example (Postfix) with ESMTPS id 1; ${clock(5)}`,
  'a neighbour at the same hoster': `from x (unknown [192.0.2.66]) by mx.receiver.example ([192.0.2.200]) with ESMTP id 1; ${clock(5)}`,
  'a neighbour over IPv6': `from mx.receiver.example (unknown [IPv6:2a01:4f8:ffff::66]) by mx.receiver.example ([2a01:4f8:1::5]) (Postfix) with ESMTPS id 1; ${clock(5)}`,
  'a customer of GMX': `from mout.gmx.net ([192.0.2.66]) by mx-ha.gmx.net (mxgmx016 [212.227.15.9]) with ESMTPS (Nemesis) id 1; ${clock(5)}`,
}
for (const [name, text] of Object.entries(forged))
  test(`mailPath: the border is ${name}, whatever stands below`, () => {
    const { border } = pathOf([text, relay(), submitted()])
    assert.equal(border?.place, 0)
  })

test('mailPath: iCloud hands on within the house by a name that has no dot, and tells no address', () => {
  const inside = `from ci74p00im-qukt09081702.me.com by p157-mailgateway-smtp-5 (mailgateway 2542B123) with SMTP id 1 for <anna@icloud.com>; ${clock(6)}`
  const border = `from out.relay.example (out.relay.example [192.0.2.25]) by ci74p00im-qukt09081702.me.com (Postfix) with ESMTPS id 2; ${clock(5)}`
  assert.equal(pathOf([inside, border]).border?.ip, '192.0.2.25')
  const other = `from ci74p00im-qukt09081702.me.com by mail with SMTP id 1; ${clock(6)}`
  assert.equal(pathOf([other, border]).border?.place, 0, 'another server without a dot may be anybody’s border')
})

for (const [name, text] of Object.entries(borders))
  test(`mailPath: the border is ${name}`, () => {
    assert.equal(pathOf([text, relay(), submitted()]).border?.ip, '192.0.2.66')
  })

test('mailPath: a greeting by which a client calls itself the receiver, at a server that tells no address', () => {
  const path = pathOf([`from mx.receiver.example by mx.receiver.example with ESMTP id 1; ${clock(5)}`, relay()])
  assert.equal(path.border?.place, 0)
})

test('mailPath: a client with a reverse name that sounds like Exim makes its greeting no reverse name', () => {
  const text = `from mx.receiver.example (Exim [192.0.2.66] (may be forged)) by mx.receiver.example (8.17.1/8.17.1) with ESMTP id 1; ${clock(5)}`
  assert.equal(pathOf([text, relay()]).border?.ip, '192.0.2.66')
})

test('mailPath: a border that does not tell the address is still the border: nothing below it is believed', () => {
  const path = pathOf([`from out.example by mx.receiver.example with ESMTP id 1; ${clock(5)}`, relay()])
  assert.equal(path.border?.place, 0)
  assert.equal(path.border.ip, undefined)
})

test('mailPath: what was handed in at the receiver itself came over no border', () => {
  const own = `from [10.0.0.5] (dsl.example [192.0.2.77]) (Authenticated sender: joe) by mx.receiver.example (Postfix) with ESMTPSA id 1; ${clock(5)}`
  assert.equal(pathOf([own]).border, undefined)
  assert.equal(pathOf([`from localhost by mx.receiver.example with LMTP id 2; ${clock(6)}`, own]).border, undefined)
  assert.equal(pathOf([own, relay()]).border, undefined, 'a forged hop below is none either')
  assert.equal(pathOf([`by web.shop.example (Postfix, from userid 33) id 1; ${clock(1)}`]).border, undefined)
  assert.equal(pathOf([]).border, undefined)
})

test('mailPath: a program hands in only at the beginning', () => {
  const local = `by web.shop.example (Postfix, from userid 33) id 1; ${clock(1)}`
  assert.deepEqual(kinds(pathOf([local])), ['submission'])
  assert.deepEqual(kinds(pathOf([local, relay()])), ['inside', 'outside'])
})

test('mailPath: the time of each hop, and of all', () => {
  const path = pathOf([relay(9), relay(2), `by a.example; never`, submitted(5)])
  assert.deepEqual(
    path.hops.map(({ tookMs }) => tookMs),
    [7000, undefined, undefined, undefined],
  )
  assert.equal(path.tookMs, 4000)
  assert.equal(pathOf([submitted(2), relay(9)]).hops[0]?.tookMs, -7000)
  assert.equal(pathOf([submitted(2)]).tookMs, undefined)
})

test('mailPath: the fact, from a message with folded fields', async () => {
  const message = `Received: ${relay().replaceAll(' (', '\r\n\t(')}\r\nFrom: a@shop.example\r\nReceived: ${submitted()}\r\n\r\nHello\r\n`
  const gathered = await gatherMessage(memoryWorld('', { message }), { mailRead, mail, mailPath })
  assert.ok(gathered.mailPath?.seen)
  assert.deepEqual(
    gathered.mailPath.value.hops.map(({ by, place }) => [place, by]),
    [
      [0, 'mx.receiver.example'],
      [1, 'out.relay.example'],
    ],
  )
  assert.equal(gathered.mailPath.value.border?.rdns, 'out.relay.example')
})

test('mailPath: of many hops the topmost hundred are read', async () => {
  const message = `${`Received: ${relay()}\r\n`.repeat(2000)}\r\n`
  const gathered = await gatherMessage(memoryWorld('', { message }), { mailRead, mail, mailPath })
  assert.ok(gathered.mailPath?.seen)
  assert.equal(gathered.mailPath.value.hops.length, 100)
})
