import assert from 'node:assert/strict'
import test from 'node:test'
import { parseReceived, type Received } from '../../../src/records/mail/received.ts'

type Expected = Omit<Received, 'at'> & { at?: string }
const noon = 'Tue, 24 Nov 2026 12:00:00 +0000'
const at = '2026-11-24T12:00:00.000Z'

/** One field of each kind of server, as it is written, and what it says. */
const samples: Record<string, [text: string, says: Expected]> = {
  'RFC 5321 appendix D': [`from bar.com by foo.com ; ${noon}`, { helo: 'bar.com', by: 'foo.com', at }],
  'Postfix, TLS 1.3, with a login': [
    `from a.example (b.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256) (Client did not present a certificate) (Authenticated sender: ann@shop.example) by mx.shop.example (Postfix) with ESMTPSA id 4XyZ1 for <joe@other.example>; ${noon} (UTC)`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.shop.example',
      protocol: 'ESMTPSA',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      authenticated: true,
      id: '4XyZ1',
      for: 'joe@other.example',
      at,
    },
  ],
  'Postfix, a login that the protocol does not show': [
    `from a.example (b.example [192.0.2.1]) (Authenticated sender: ann) by mx.example (Postfix) with ESMTPS id 1; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true },
      authenticated: true,
      id: '1',
      at,
    },
  ],
  'Postfix, in clear, no reverse name': [
    `from a.example (unknown [192.0.2.1])\r\n\tby mx.example (Postfix) with ESMTP id 4A for <x@mx.example>; ${noon}`,
    {
      helo: 'a.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTP',
      tls: { encrypted: false },
      id: '4A',
      for: 'x@mx.example',
      at,
    },
  ],
  'Postfix over IPv6': [
    `from a.example (a.example [IPv6:2001:DB8:0::25]) by mx.example (Postfix) with ESMTPS id 4B; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'a.example',
      ip: '2001:db8::25',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true },
      id: '4B',
      at,
    },
  ],
  'Postfix, from a program on the machine': [
    `by web.example (Postfix, from userid 33) id 4C; ${noon}`,
    { by: 'web.example', id: '4C', local: true, at },
  ],
  'Postfix, an address for a greeting': [
    `from [192.168.1.7] (dsl.example [198.51.100.7]) by mx.example (Postfix) with ESMTPSA id 4D; ${noon}`,
    {
      helo: '[192.168.1.7]',
      rdns: 'dsl.example',
      ip: '198.51.100.7',
      by: 'mx.example',
      protocol: 'ESMTPSA',
      tls: { encrypted: true },
      authenticated: true,
      id: '4D',
      at,
    },
  ],
  'Exim, no reverse name, its TLS and the envelope in comments': [
    `from [192.0.2.1] (helo=foo.example)\r\n by mx.example with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) (envelope-from <ann@shop.example>) id 1tF-0001-AB for joe@mx.example; ${noon}`,
    {
      helo: 'foo.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      id: '1tF-0001-AB',
      for: 'joe@mx.example',
      envelopeFrom: 'ann@shop.example',
      at,
    },
  ],
  'Exim, the reverse name first, a port, another greeting, the null sender': [
    `from b.example ([192.0.2.1]:40123 helo=[10.0.0.1]) by mx.example with esmtp (Exim 4.96) (envelope-from <>) id 1tG; ${noon}`,
    {
      helo: '[10.0.0.1]',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTP',
      tls: { encrypted: false },
      id: '1tG',
      envelopeFrom: '',
      at,
    },
  ],
  'Exim, greeting and reverse name the same': [
    `from b.example ([192.0.2.1]) by mx.example with esmtps (TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.92) id 1tH; ${noon}`,
    {
      helo: 'b.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true, version: 'TLSv1.2', cipher: 'ECDHE_RSA_AES_256_GCM_SHA384' },
      id: '1tH',
      at,
    },
  ],
  'Exim, a user on the machine': [
    `from www-data by web.example with local (Exim 4.94) (envelope-from <www-data@web.example>) id 1tJ; ${noon}`,
    {
      helo: 'www-data',
      by: 'web.example',
      protocol: 'LOCAL',
      local: true,
      id: '1tJ',
      envelopeFrom: 'www-data@web.example',
      at,
    },
  ],
  'SMTP2GO, which is an Exim': [
    `from [10.139.162.187] (helo=mail.shop.example) by smtpcorp.com with esmtpsa (TLS1.3:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.94.2-S2G) (envelope-from <ann@shop.example>) id 1lk-TRk; ${noon}`,
    {
      helo: 'mail.shop.example',
      ip: '10.139.162.187',
      by: 'smtpcorp.com',
      protocol: 'ESMTPSA',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'ECDHE_RSA_AES_256_GCM_SHA384' },
      authenticated: true,
      id: '1lk-TRk',
      envelopeFrom: 'ann@shop.example',
      at,
    },
  ],
  'Gmail, within': [
    `by 2002:a05:6a20:1234:b0:1a2:3b4c:5d6e with SMTP id x12csp1234; Tue, 24 Nov 2026 04:00:00 -0800 (PST)`,
    { by: '2002:a05:6a20:1234:b0:1a2:3b4c:5d6e', protocol: 'SMTP', id: 'x12csp1234', at },
  ],
  'Gmail, from outside': [
    `from mail.shop.example (mail.shop.example. [192.0.2.1]) by mx.google.com with ESMTPS id a1-2b3 for <joe@gmail.com> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); ${noon}`,
    {
      helo: 'mail.shop.example',
      rdns: 'mail.shop.example',
      ip: '192.0.2.1',
      by: 'mx.google.com',
      protocol: 'ESMTPS',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      id: 'a1-2b3',
      for: 'joe@gmail.com',
      at,
    },
  ],
  'Gmail, from outside in clear': [
    `from a.example (b.example. [192.0.2.1]) by mx.google.com with ESMTP id q1 for <joe@gmail.com>; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.google.com',
      protocol: 'ESMTP',
      tls: { encrypted: false },
      id: 'q1',
      for: 'joe@gmail.com',
      at,
    },
  ],
  'Microsoft 365, at the door': [
    `from mail.shop.example (192.0.2.1) by AM7EUR06FT012.mail.protection.outlook.com (10.233.255.1) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8093.14 via Frontend Transport; ${noon}`,
    {
      helo: 'mail.shop.example',
      ip: '192.0.2.1',
      by: 'AM7EUR06FT012.mail.protection.outlook.com',
      byIp: '10.233.255.1',
      protocol: 'SMTP',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      id: '15.20.8093.14',
      at,
    },
  ],
  'Microsoft 365, within': [
    `from AM0PR08MB1.eurprd08.prod.outlook.com (2603:10a6:208:5c::10) by DB8PR08MB2.eurprd08.prod.outlook.com (2603:10a6:10:1::2) with HTTPS; ${noon}`,
    {
      helo: 'AM0PR08MB1.eurprd08.prod.outlook.com',
      ip: '2603:10a6:208:5c::10',
      by: 'DB8PR08MB2.eurprd08.prod.outlook.com',
      byIp: '2603:10a6:10:1::2',
      protocol: 'HTTPS',
      tls: { encrypted: true },
      local: true,
      at,
    },
  ],
  'Exchange, handed in by a client of its own': [
    `from AM0PR08MB1.eurprd08.prod.outlook.com ([fe80::1c2:3d4%4]) by AM0PR08MB1.eurprd08.prod.outlook.com ([fe80::1c2:3d4%4]) with mapi id 15.20.1; ${noon}`,
    {
      helo: 'AM0PR08MB1.eurprd08.prod.outlook.com',
      ip: 'fe80::1c2:3d4',
      by: 'AM0PR08MB1.eurprd08.prod.outlook.com',
      byIp: 'fe80::1c2:3d4',
      protocol: 'MAPI',
      local: true,
      id: '15.20.1',
      at,
    },
  ],
  'an older Exchange': [
    `from MX1.corp.example (192.168.1.5) by MX2.corp.example (192.168.1.6) with Microsoft SMTP Server (TLS) id 14.3.1; ${noon}`,
    {
      helo: 'MX1.corp.example',
      ip: '192.168.1.5',
      by: 'MX2.corp.example',
      byIp: '192.168.1.6',
      protocol: 'SMTP',
      tls: { encrypted: true },
      id: '14.3.1',
      at,
    },
  ],
  'qmail, over the network': [
    `from unknown (HELO mail.shop.example) (192.0.2.1) by 0 with SMTP; 24 Nov 2026 12:00:00 -0000`,
    { helo: 'mail.shop.example', ip: '192.0.2.1', by: '0', protocol: 'SMTP', at },
  ],
  'qmail, patched for TLS': [
    `from b.example (HELO mail.shop.example) (192.0.2.1) by mx.example with (ECDHE-RSA-AES256-GCM-SHA384 encrypted) SMTP; ${noon}`,
    {
      helo: 'mail.shop.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'SMTP',
      tls: { encrypted: true },
      at,
    },
  ],
  'qmail, by its own queue': ['(qmail 1234 invoked by uid 89); 24 Nov 2026 12:00:00 -0000', { local: true, at }],
  sendmail: [
    `from a.example (b.example [192.0.2.1] (may be forged)) (authenticated bits=0) by mx.example (8.17.1/8.17.1) with ESMTPSA id 0AB (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NOT) for <x@y.example>; ${noon}`,
    {
      helo: 'a.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPSA',
      tls: { encrypted: true, version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' },
      authenticated: true,
      id: '0AB',
      for: 'x@y.example',
      at,
    },
  ],
  'sendmail, from a user on the machine': [
    `(from root@localhost) by web.example (8.15.2/8.15.2/Submit) id 0AC; ${noon}`,
    { by: 'web.example', id: '0AC', local: true, at },
  ],
  'Dovecot by LMTP': [
    `from mx.example by mx.example with LMTP id YB0h (envelope-from <ann@shop.example>) for <joe@mx.example>; ${noon}`,
    {
      helo: 'mx.example',
      by: 'mx.example',
      protocol: 'LMTP',
      id: 'YB0h',
      for: 'joe@mx.example',
      envelopeFrom: 'ann@shop.example',
      at,
    },
  ],
  'Cyrus by a socket': [
    `from mx.example ([unix socket]) by mx.example (Cyrus 3.6.1) with LMTPA; ${noon}`,
    { helo: 'mx.example', by: 'mx.example', protocol: 'LMTPA', local: true, at },
  ],
  Haraka: [
    `from a.example (b.example [192.0.2.1]) by mx.example (Haraka/3.0.1) with ESMTPS id 8C1A.1 envelope-from <ann@shop.example> tls TLS_AES_256_GCM_SHA384; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true, cipher: 'TLS_AES_256_GCM_SHA384' },
      id: '8C1A.1',
      envelopeFrom: 'ann@shop.example',
      at,
    },
  ],
  Halon: [
    `from a.example (b.example [192.0.2.1]) by mx.example (Halon) with ESMTPS (TLSv1.3:TLS_AES_256_GCM_SHA384) id f0-11; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      id: 'f0-11',
      at,
    },
  ],
  OpenSMTPD: [
    `from a.example (b.example [192.0.2.1]) by mx.example (OpenSMTPD) with ESMTPS id 1f (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <x@mx.example>; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      id: '1f',
      for: 'x@mx.example',
      at,
    },
  ],
  'OpenSMTPD, from the machine': [
    `from localhost (web.example [local]) by web.example (OpenSMTPD) with ESMTPA id 2f; ${noon}`,
    {
      helo: 'localhost',
      by: 'web.example',
      protocol: 'ESMTPA',
      local: true,
      authenticated: true,
      tls: { encrypted: false },
      id: '2f',
      at,
    },
  ],
  Mimecast: [
    `from mail.shop.example (mail.shop.example [192.0.2.1]) by relay.mimecast.example with ESMTP with both STARTTLS and AUTH (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id us-mta-1; ${noon}`,
    {
      helo: 'mail.shop.example',
      rdns: 'mail.shop.example',
      ip: '192.0.2.1',
      by: 'relay.mimecast.example',
      protocol: 'ESMTP',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      authenticated: true,
      id: 'us-mta-1',
      at,
    },
  ],
  'Amazon SES takes mail, and does not say how': [
    `from mail.shop.example (mail.shop.example [192.0.2.1]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id u1 for x@y.example; ${noon} (UTC)`,
    {
      helo: 'mail.shop.example',
      rdns: 'mail.shop.example',
      ip: '192.0.2.1',
      by: 'inbound-smtp.us-east-1.amazonaws.com',
      protocol: 'SMTP',
      id: 'u1',
      for: 'x@y.example',
      at,
    },
  ],
  SendGrid: [
    `from MTIzNDU2 (unknown) by geopod-ismtpd-4-0 (SG) with HTTP id abc; ${noon} (UTC)`,
    { helo: 'MTIzNDU2', by: 'geopod-ismtpd-4-0', protocol: 'HTTP', local: true, id: 'abc', at },
  ],
  Yahoo: [
    `from 192.0.2.1 (EHLO mail.shop.example) by 10.253.226.97 with SMTPs; ${noon}`,
    {
      helo: 'mail.shop.example',
      ip: '192.0.2.1',
      by: '10.253.226.97',
      protocol: 'SMTPS',
      tls: { encrypted: true },
      at,
    },
  ],
  'GMX: the reverse name, the address behind it, and its own address': [
    `from mail.shop.example ([192.0.2.1]) by mx.gmx.example (mxgmx117 [198.51.100.9]) with ESMTPS (Nemesis) id 1M for <x@gmx.example>; ${noon}`,
    {
      helo: 'mail.shop.example',
      ip: '192.0.2.1',
      by: 'mx.gmx.example',
      byIp: '198.51.100.9',
      protocol: 'ESMTPS',
      tls: { encrypted: true },
      id: '1M',
      for: 'x@gmx.example',
      at,
    },
  ],
  fetchmail: [
    `from pop.gmx.example [198.51.100.9] by localhost with POP3 (fetchmail-6.4.38) for <joe@localhost> (single-drop); ${noon}`,
    { helo: 'pop.gmx.example', ip: '198.51.100.9', by: 'localhost', protocol: 'POP3', for: 'joe@localhost', at },
  ],
  'Courier, an IPv4 address in IPv6 clothes': [
    `from a.example (b.example [::ffff:192.0.2.1]) (TLS: TLSv1.3,256bits,TLS_AES_256_GCM_SHA384) by mx.example with ESMTPS id 0000; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'mx.example',
      protocol: 'ESMTPS',
      tls: { encrypted: true, version: 'TLSv1.3' },
      id: '0000',
      at,
    },
  ],
  'ZMailer, the greeting between quotation marks': [
    `from b.example ([192.0.2.1]:44387 "EHLO a.example" rhost-flags-OK-OK-OK-OK) by lists.example with ESMTP id S1 (ORCPT <rfc822;list@lists.example>); ${noon}`,
    { helo: 'a.example', rdns: 'b.example', ip: '192.0.2.1', by: 'lists.example', protocol: 'ESMTP', id: 'S1', at },
  ],
  'a list that hands on within': [
    `(majordomo@lists.example) by lists.example via listexpand id S2 (ORCPT <rfc822;x@y.example>); ${noon}`,
    { by: 'lists.example', id: 'S2', at },
  ],
  'IronPort, TLS in the protocol': [
    `from unknown (HELO a.example) ([10.60.135.148]) by out.example with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384; ${noon}`,
    {
      helo: 'a.example',
      ip: '10.60.135.148',
      by: 'out.example',
      protocol: 'ESMTP',
      tls: { encrypted: true, cipher: 'ECDHE-RSA-AES256-GCM-SHA384' },
      at,
    },
  ],
  'IIS of Windows': [
    `from pc.corp.example ([172.16.18.47]) by mail.corp.example with Microsoft SMTPSVC(10.0.14393.4169); ${noon}`,
    { helo: 'pc.corp.example', ip: '172.16.18.47', by: 'mail.corp.example', protocol: 'SMTP', at },
  ],
  'Mimecast, in its shorter form': [
    `from a.example (b.example [192.0.2.1]) (Using TLS) by relay.mimecast.example with ESMTP id us-mta-2; ${noon}`,
    {
      helo: 'a.example',
      rdns: 'b.example',
      ip: '192.0.2.1',
      by: 'relay.mimecast.example',
      protocol: 'ESMTP',
      tls: { encrypted: true },
      id: 'us-mta-2',
      at,
    },
  ],
  'a login told between semicolons': [
    `from [2001:db8::7]; authenticated by web.example running ExIM with esmtpsa (TLS1.3:TLS_AES_128_GCM_SHA256:128) id 1r; ${noon}`,
    {
      helo: '[2001:db8::7]',
      ip: '2001:db8::7',
      by: 'web.example',
      protocol: 'ESMTPSA',
      tls: { encrypted: true, version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
      authenticated: true,
      id: '1r',
      at,
    },
  ],
  'a list server of its own': [
    `from lists.example.org (localhost [127.0.0.1]) by lists.example.org (Postfix) with ESMTP id 5A; ${noon}`,
    {
      helo: 'lists.example.org',
      rdns: 'localhost',
      ip: '127.0.0.1',
      by: 'lists.example.org',
      protocol: 'ESMTP',
      tls: { encrypted: false },
      id: '5A',
      at,
    },
  ],
}

for (const [name, [text, says]] of Object.entries(samples))
  test(`Received: ${name}`, () => {
    const { at: when, ...found } = parseReceived(text)
    assert.deepEqual({ ...found, ...(when && { at: when.toISOString() }) }, says)
  })

test('Received: no login is read out of what the client says of itself', () => {
  const { authenticated, tls } = parseReceived(
    `from x (authenticated [192.0.2.1]) by mx.example (Postfix) with ESMTP id 1; ${noon}`,
  )
  assert.equal(authenticated, undefined)
  assert.deepEqual(tls, { encrypted: false })
})

test('Received: an address within a greeting is not the client’s', () => {
  for (const greeting of ['x (mx.example [10.0.0.1])', 'x [10.0.0.1]', '[10.0.0.1]'])
    assert.equal(parseReceived(`from unknown (HELO ${greeting}) (192.0.2.66) by 0 with SMTP; ${noon}`).ip, '192.0.2.66')
})

test('Received: a name that sounds like TLS is none', () => {
  const { tls } = parseReceived(
    `from tls1.3.example (tls1.3.example [192.0.2.1]) by mx.example (Postfix) with ESMTP id 1; ${noon}`,
  )
  assert.deepEqual(tls, { encrypted: false })
})

test('Received: what is no field of that kind says nothing, or what little can be read', () => {
  assert.deepEqual(parseReceived(''), {})
  assert.deepEqual(parseReceived(';;;;;;;;'), {})
  assert.deepEqual(parseReceived('from by'), { helo: 'by' })
  assert.deepEqual(parseReceived('by mx.example; yesterday'), { by: 'mx.example' })
  assert.deepEqual(parseReceived('from a.example (never closed by mx.example'), { helo: 'a.example' })
})

test('Received: a comment behind the date does no harm', () => {
  assert.equal(parseReceived(`by mx.example; ${noon} (sent; later)`).at?.toISOString(), at)
})

test('Received: hostile fields are read in no time, and every value stays short', () => {
  for (const text of [
    '('.repeat(1e6),
    `from ${'a'.repeat(1e6)} by b; ${noon}`,
    `from a (${'['.repeat(5e5)}) by b`,
    ';'.repeat(1e6),
    `from a (helo=${'('.repeat(2000)}`,
    'envelope-from '.repeat(1e5),
    'from '.repeat(2e5),
    '"'.repeat(1e6),
  ]) {
    const began = performance.now()
    const found = parseReceived(text)
    assert.ok(performance.now() - began < 200, `${text.slice(0, 20)} took ${performance.now() - began} ms`)
    for (const value of Object.values(found)) assert.ok(typeof value !== 'string' || value.length <= 255)
  }
})

/** What the server saw is the last that stands before its own name: before that the client's word may hold anything. */
const greetings: Record<string, [text: string, ip: string, more?: { [K in keyof Received]?: unknown }]> = {
  'an address in parentheses': [
    'from x(out.relay.example[192.0.2.25]) (unknown [203.0.113.66]) by mx.example (Postfix) with ESMTP id 1',
    '203.0.113.66',
    { by: 'mx.example', protocol: 'ESMTP' },
  ],
  'the same at a qmail': [
    'from unknown (HELO a) ([192.0.2.25]) (203.0.113.66) by mx.example with SMTP',
    '203.0.113.66',
  ],
  'clauses of its own': [
    'from a by mx2.example with LMTP (unknown [203.0.113.66]) by mx.example (Postfix) with ESMTP id 1',
    '203.0.113.66',
    { by: 'mx.example', protocol: 'ESMTP' },
  ],
  'a login': [
    'from x (Authenticated sender: a) (unknown [203.0.113.66]) by mx.example (Postfix) with ESMTP id 1',
    '203.0.113.66',
    { authenticated: undefined },
  ],
  'an identity that is an address': [
    'from x (IDENT:[192.0.2.25]@evil.example [203.0.113.66]) by mx.example (8.17.1/8.17.1) with ESMTP id 1',
    '203.0.113.66',
  ],
  'a certificate that names an address': [
    'from x (y.example [203.0.113.66]) (using TLSv1.3 with cipher X) (Client CN "[192.0.2.25]", Issuer "[192.0.2.25]" (not verified)) by mx.example (Postfix) with ESMTPS id 1',
    '203.0.113.66',
  ],
}
for (const [name, [text, ip, more = {}]] of Object.entries(greetings))
  test(`parseReceived: a greeting that holds ${name}`, () => {
    const said = parseReceived(`${text}; ${noon}`)
    assert.equal(said.ip, ip)
    for (const [key, value] of Object.entries(more)) assert.equal(said[key as keyof Received], value, key)
  })
