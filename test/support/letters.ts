import { sealMessage } from 'mailauth/lib/arc/index.js'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { type LetterKey, privatePem, publishedKey } from './letter-keys.ts'

/** One DKIM-Signature: whose, with which key, and how. Without more it is as signers make them: relaxed, without `l=`. */
export interface LetterSigner {
  domain: string
  selector: string
  key: LetterKey
  canonicalization?: 'relaxed/relaxed' | 'relaxed/simple' | 'simple/relaxed' | 'simple/simple'
  /** The fields of these names are signed, all that there are. */
  headers?: readonly string[]
  /** `l=` */
  bodyLength?: number
  /** `t=`; a few seconds before the clock of the tests without it. */
  at?: Date
  expires?: Date
  algorithm?: 'rsa-sha256' | 'rsa-sha1' | 'ed25519-sha256'
}
/** One ARC set (RFC 8617), made over the message as it is then; `cv` is none of the first one, else pass. */
export interface LetterSealer {
  domain: string
  selector: string
  key: LetterKey
  authResults: string
  /** `t=`; the clock of the tests without it. */
  at?: Date
  cv?: 'none' | 'pass' | 'fail'
}
export interface Letter {
  /** Fields in place of the ordinary ones, or beside them; `undefined` leaves one out, a list writes it several times. */
  fields?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** With CRLF. */
  body?: string
  /** The signatures, topmost first. */
  sign?: readonly LetterSigner[]
  /** What is done to the message after it was signed, before it is sealed and received. */
  change?(signed: string): string
  /** ARC sets, oldest first. */
  seal?: readonly LetterSealer[]
  /** What the receiver and the hops before it put on top, whole fields, topmost first. */
  trace?: readonly string[]
}

/** The clock of the tests: `memoryWorld` tells it. */
export const letterTime = new Date('2026-11-24T06:00:00Z')

/** The receiver's own fields: what it saw at its border was the relay at 192.0.2.25. */
export const letterTrace = [
  'Return-Path: <bounce@shop.example>',
  'Authentication-Results: mx.receiver.example;\r\n\tspf=pass smtp.mailfrom=bounce@shop.example smtp.helo=out.relay.example;\r\n\tdkim=pass header.d=shop.example header.s=s1;\r\n\tdmarc=pass header.from=shop.example',
  'Received: from out.relay.example (out.relay.example [192.0.2.25])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\tby mx.receiver.example (Postfix) with ESMTPS id 4XyZ0123456\r\n\tfor <anna@receiver.example>; Tue, 24 Nov 2026 05:59:58 +0000 (UTC)',
  'Received: from web.shop.example (web.shop.example [198.51.100.7])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\t(Authenticated sender: shop)\r\n\tby out.relay.example (Postfix) with ESMTPSA id 4XyY0123456\r\n\tfor <anna@receiver.example>; Tue, 24 Nov 2026 05:59:56 +0000 (UTC)',
] as const

const ordinary = {
  From: 'Shop <news@shop.example>',
  To: 'Anna <anna@receiver.example>',
  Subject: 'Your order has been sent',
  Date: 'Tue, 24 Nov 2026 05:59:50 +0000',
  'Message-ID': '<20261124055950.1@shop.example>',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Transfer-Encoding': '7bit',
}

/** The author's own signature, as `zoneFor` publishes its key. */
export const ownSignature: LetterSigner = { domain: 'shop.example', selector: 's1', key: 'rsa2048' }

/** A message as it was received, one octet a character (latin1), with CRLF: clean in all that is not asked otherwise. */
export async function letter({
  fields = {},
  body = 'Hello Anna,\r\n\r\nyour order has been sent today.\r\n\r\nYour shop\r\n',
  sign = [ownSignature],
  change = (signed) => signed,
  seal = [],
  trace = letterTrace,
}: Letter = {}): Promise<string> {
  const header = Object.entries({ ...ordinary, ...fields }).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}\r\n`),
  )
  let message = `${header.join('')}\r\n${body}`
  const signatures = await Promise.all(sign.map((signer) => signatureOver(message, signer)))
  message = change(signatures.join('') + message)
  for (const [i, sealer] of seal.entries()) message = (await sealOver(message, sealer, i + 1)) + message
  return trace.map((field) => `${field}\r\n`).join('') + message
}

async function signatureOver(message: string, signer: LetterSigner): Promise<string> {
  const by = { signingDomain: signer.domain, selector: signer.selector, privateKey: privatePem(signer.key) }
  const { signatures, errors } = await dkimSign(Buffer.from(message, 'latin1'), {
    ...by,
    signTime: signer.at ?? new Date(letterTime.getTime() - 5000),
    ...(signer.expires && { expires: signer.expires }),
    signatureData: [
      {
        ...by,
        canonicalization: signer.canonicalization ?? 'relaxed/relaxed',
        ...(signer.algorithm && { algorithm: signer.algorithm }),
        ...(signer.headers && { headerList: [...signer.headers] }),
        ...(signer.bodyLength !== undefined && { maxBodyLength: signer.bodyLength }),
      },
    ],
  })
  if (errors.length > 0) throw new Error(errors.map(({ err }) => err.message).join('; '))
  return signatures
}

async function sealOver(message: string, sealer: LetterSealer, instance: number): Promise<string> {
  const fields = await sealMessage(Buffer.from(message, 'latin1'), {
    i: instance,
    signingDomain: sealer.domain,
    selector: sealer.selector,
    privateKey: privatePem(sealer.key),
    signTime: sealer.at ?? letterTime,
    authResults: sealer.authResults,
    cv: sealer.cv ?? (instance === 1 ? 'none' : 'pass'),
  })
  return fields.toString('latin1')
}

/** The line of a zone with the key that the signer signs with. */
export function keyLine({ domain, selector, key }: Pick<LetterSigner, 'domain' | 'selector' | 'key'>): string {
  const text = `v=DKIM1; k=${key === 'ed25519' ? 'ed25519' : 'rsa'}; p=${publishedKey(key)}`
  const strings = text.match(/.{1,250}/g) ?? []
  return `${selector}._domainkey.${domain} TXT ${strings.map((each) => `"${each}"`).join(' ')}`
}

/** What the sender's domain publishes beside the keys; each line can be left out or replaced. */
export const shopZone = [
  'shop.example SOA ns.shop.example host.shop.example',
  'shop.example MX 10 mx.shop.example',
  'mx.shop.example A 198.51.100.8',
  'shop.example TXT "v=spf1 ip4:192.0.2.25 -all"',
  '_dmarc.shop.example TXT "v=DMARC1; p=reject"',
  'out.relay.example A 192.0.2.25',
] as const

/** A world in which the letter passes: what the sender publishes, and the keys of its signers and sealers. */
export const zoneFor = ({ sign = [ownSignature], seal = [] }: Pick<Letter, 'sign' | 'seal'> = {}): string =>
  [...shopZone, ...[...sign, ...seal].map(keyLine)].join('\n')
