import { createPrivateKey, X509Certificate } from 'node:crypto'
import { type Usage, usage } from '../core/request.ts'
import { readSmallFile } from './files.ts'

type Option = '--ca' | '--client-cert' | '--client-key' | '--dkim-key'

const largestPem = 1024 * 1024
const wants: Readonly<Record<Option, string>> = {
  '--ca': "the authority's certificate",
  '--client-cert': 'the certificate to show',
  '--client-key': 'its private key',
  '--dkim-key': 'the private key to sign with',
}

/**
 * The certificates, or the key, in a file that an option names, as PEM (RFC 7468) and without whatever else is there; or
 * one sentence on why it cannot be used.
 */
export function readPem(path: string, option: Option): { pem: string } | Usage {
  const give = `give a file with ${wants[option]} in PEM`
  const read = readSmallFile(path, largestPem)
  if ('trouble' in read) return usage(`"${path}" (${option}) cannot be read: ${read.trouble}.`)
  const blocks = blocksIn(read.text)
  const kind = option === '--client-key' || option === '--dkim-key' ? 'key' : 'certificate'
  const found = blocks.filter((block) => kindOf(block) === kind)
  if (found.length === 0) return usage(`"${path}" (${option}) holds ${whatIs(blocks, kind)}: ${give}.`)
  if (kind === 'certificate') return goodCertificates(found, `"${path}" (${option})`)
  if (found.length > 1) return usage(`"${path}" (${option}) holds ${found.length} private keys: ${give}, and no other.`)
  return goodKey(found[0] as Block, `"${path}" (${option})`)
}

/** The certificate that this machine shows, and its key; or one sentence on why they cannot be used. */
export function readClient(certificate: string, key: string): { certificate: string; key: string } | Usage {
  const shown = readPem(certificate, '--client-cert')
  if ('usage' in shown) return shown
  const held = readPem(key, '--client-key')
  if ('usage' in held) return held
  if (new X509Certificate(shown.pem).checkPrivateKey(createPrivateKey(held.pem)))
    return { certificate: shown.pem, key: held.pem }
  return usage(
    `The key in ${key} (--client-key) is not that of the first certificate in ${certificate} (--client-cert): give the two that belong together.`,
  )
}

interface Block {
  label: string
  pem: string
}

function blocksIn(text: string): Block[] {
  const blocks: Block[] = []
  let open: { label: string; lines: string[] } | undefined
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, edge, label = ''] = /^-----(BEGIN|END) ([A-Z0-9 ]{1,60})-----\s*$/.exec(line) ?? []
    if (edge === 'BEGIN') open = { label, lines: [] }
    open?.lines.push(line.trimEnd())
    if (edge !== 'END') continue
    if (open?.label === label) blocks.push({ label, pem: `${open.lines.join('\n')}\n` })
    open = undefined
  }
  return blocks
}

function kindOf({ label, pem }: Block): 'certificate' | 'key' | 'locked' | 'ssh' | 'request' | undefined {
  if (/^(?:X509 )?CERTIFICATE$/.test(label)) return 'certificate'
  if (/^(?:NEW )?CERTIFICATE REQUEST$/.test(label)) return 'request'
  if (label === 'OPENSSH PRIVATE KEY') return 'ssh'
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED$/m.test(pem)) return 'locked'
  return /(?:^| )PRIVATE KEY$/.test(label) ? 'key' : undefined
}

/** What a file holds in the place of what is wanted of it. */
function whatIs(blocks: readonly Block[], wanted: 'certificate' | 'key'): string {
  const kinds = blocks.map(kindOf)
  if (wanted === 'key' && kinds.includes('locked'))
    return 'a private key that a passphrase locks, which nobody is here to type (openssl pkey -in FILE -out FILE2 unlocks it)'
  const none = wanted === 'key' ? 'no private key' : 'no certificate'
  if (kinds.includes('ssh')) return `${none}, but a key of SSH`
  if (kinds.includes('request')) return `${none}, but the request for one`
  if (kinds.includes('certificate')) return `${none}, but a certificate`
  return kinds.includes('key') || kinds.includes('locked') ? `${none}, but a private key` : none
}

function goodCertificates(blocks: readonly Block[], where: string): { pem: string } | Usage {
  const bad = blocks.findIndex(({ pem }) => !isSound(() => new X509Certificate(pem)))
  if (bad < 0) return { pem: blocks.map(({ pem }) => pem).join('') }
  return usage(`Certificate ${bad + 1} of ${blocks.length} in ${where} is damaged: copy the file anew, whole.`)
}

const goodKey = ({ pem }: Block, where: string): { pem: string } | Usage =>
  isSound(() => createPrivateKey(pem)) ? { pem } : usage(`The key in ${where} is damaged: copy the file anew, whole.`)

function isSound(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}
