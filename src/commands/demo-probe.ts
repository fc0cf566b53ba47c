import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProbeRequest, Run } from '../core/request.ts'
import { demoDomain, demoLogin, demoRelays } from '../knowledge/demo-world.ts'
import { queueId } from '../net/demo-relay.ts'
import { authorityFile } from './demo-relays.ts'

const recipient = 'anna@receiver.example'
const selector = 'box'
const [keyFile, mailbox] = ['dkim.pem', 'Maildir']
const { target } = demoRelays.well
const { user, sender } = demoLogin

export const probeCommand = [
  `relaycheck probe --to ${recipient} --from ${sender} --relay ${target} --user ${user}`,
  `--ca ${authorityFile} --dkim-key ${keyFile} --dkim-selector ${selector} --selector ${demoRelays.well.selector} --maildir ${mailbox} --yes`,
].join(' ')

/** What the demo sends; `folder` holds the authority's file, the key and the mailbox. */
export const asProbe = (plain: Run & Pick<ProbeRequest, 'resolvers' | 'zones'>, folder: string): ProbeRequest => ({
  ...plain,
  command: 'probe',
  via: 'relay',
  relay: target,
  user,
  ca: join(folder, authorityFile),
  tls: 'auto',
  from: sender,
  recipients: [recipient],
  selectors: [demoRelays.well.selector],
  openRelayTest: false,
  dkimKey: join(folder, keyFile),
  dkimSelector: selector,
  maildir: join(folder, mailbox),
  waitMs: 10_000,
  bulk: false,
  cleanUp: false,
  yes: true,
  greetingMs: plain.timeoutMs,
})

/** A receiver behind the relay, with a mailbox in the folder; and a key to sign with, with the line of DNS that publishes it. */
export function receiver(folder: string): { published: string; deliver(message: Buffer): void } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(join(folder, keyFile), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(folder, mailbox, part), { recursive: true })
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    published: `${selector}._domainkey TXT "v=DKIM1; k=rsa; p=${key.slice(0, 200)}" "${key.slice(200)}"\n`,
    deliver: (message) =>
      writeFileSync(join(folder, mailbox, 'new', 'probe'), Buffer.concat([Buffer.from(traceAt(new Date())), message])),
  }
}

const tls = '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))'

/** What the servers on the way put on top. */
const traceAt = (now: Date): string => {
  const date = now.toUTCString().replace('GMT', '+0000')
  return [
    `Return-Path: <b-1@em4711.${demoDomain}>`,
    `Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=b-1@em4711.${demoDomain};`,
    `\tdkim=pass header.d=${demoDomain} header.s=${selector}; dmarc=pass header.from=${demoDomain}`,
    'Received: from out.smtp2go.com (out.smtp2go.com [192.31.196.150])',
    `\t${tls}`,
    `\tby mx.receiver.example (Postfix) with ESMTPS id 4XyZ01 for <${recipient}>; ${date}`,
    'Received: from mail.shop.example (mail.shop.example [192.31.196.25])',
    `\t${tls}`,
    `\tby mail.smtp2go.com with ESMTPSA id ${queueId}; ${date}`,
    '',
  ].join('\r\n')
}
