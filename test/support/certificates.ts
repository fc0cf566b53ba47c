import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** What a TLS server shows, and the key that goes with it; both PEM. */
export interface Shown {
  cert: string
  key: string
}
/** From when until when a certificate is good, in hours from now. */
export interface Hours {
  from: number
  until: number
}
/** What no authority of today does. */
export interface Odd {
  /** The subject, where it is not the first of the names. */
  subject?: string
  /** A key of RSA of so many bits. */
  rsa?: number
  /** Signed over SHA-1. */
  sha1?: true
}
/** Signs certificates. */
export interface Authority {
  /** Its own certificate, as those who trust it have it. */
  cert: string
  /** A certificate for these host names and IPv4 addresses, good from yesterday to tomorrow, unless hours from now say otherwise. */
  issue(names: readonly string[], hours?: Hours, odd?: Odd): Shown
  /** Another authority, which this one vouches for. */
  authority(name: string): Authority
}

const usual = { from: -24, until: 24 }

/** An authority of our own, made anew: X.509 version 3 with P-256 keys (RFC 5280, RFC 5480). */
export const makeAuthority = (name = 'relaycheck test authority'): Authority => authorityBelow(name)

function authorityBelow(name: string, above?: { name: string; key: KeyObject }): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { name: issuer, key: by } = above ?? { name, key: own.privateKey }
  return {
    cert: certificate({ subject: name, issuer, key: own.publicKey, by, hours: usual }),
    authority: (subject) => authorityBelow(subject, { name, key: own.privateKey }),
    issue(names, hours = usual, { subject = names[0] ?? '', rsa, sha1 } = {}) {
      const { publicKey, privateKey } =
        rsa === undefined
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('rsa', { modulusLength: rsa })
      const made = { subject, issuer: name, key: publicKey, by: own.privateKey, names, hours, ...(sha1 && { sha1 }) }
      return { cert: certificate(made), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
    },
  }
}

/** A certificate that only itself vouches for. */
export function selfSigned(name: string): Shown {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = { subject: name, issuer: name, key: publicKey, by: privateKey, names: [name], hours: usual }
  return { cert: certificate(made), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

interface Made {
  subject: string
  issuer: string
  key: KeyObject
  by: KeyObject
  hours: Hours
  /** Whom it is for; absent for an authority. */
  names?: readonly string[]
  sha1?: true
}

let serial = 0

function certificate({ subject, issuer, key, by, hours, names, sha1 }: Made): string {
  const algorithm = sequence(oid(sha1 ? '2a8648ce3d0401' : '2a8648ce3d040302'))
  const signed = sequence(
    der(0xa0, integer(2)),
    integer(++serial),
    algorithm,
    distinguished(issuer),
    sequence(time(hours.from), time(hours.until)),
    distinguished(subject),
    key.export({ type: 'spki', format: 'der' }),
    ...(names?.length === 0 ? [] : [der(0xa3, sequence(names ? altNames(names) : authorityOnly))]),
  )
  const signature = sign(sha1 ? 'sha1' : 'sha256', signed, by)
  const whole = sequence(signed, algorithm, der(0x03, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
}

/** ASN.1 in DER: a tag, a length, the content. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const { length } = body
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...content: Uint8Array[]) => der(0x30, ...content)
const integer = (value: number) => der(0x02, Buffer.from([value]))
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const distinguished = (name: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))))
const time = (hours: number) =>
  der(0x18, Buffer.from(new Date(Date.now() + hours * 3_600_000).toISOString().replace(/[-:T]|\.\d+/g, '')))
const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value))
const altNames = (names: readonly string[]) => extension('551d11', sequence(...names.map(generalName)))
/** Basic constraints, critical: it may sign others. */
const authorityOnly = sequence(
  oid('551d13'),
  der(0x01, Buffer.from([255])),
  der(0x04, sequence(der(0x01, Buffer.from([255])))),
)
const generalName = (name: string) =>
  isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name))
