import { Buffer } from 'node:buffer'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { type Usage, usage } from '../../core/request.ts'

/** With what a message is signed: for which domain, under which selector. */
export interface Signer {
  domain: string
  selector: string
  /** PKCS #8 in PEM. */
  key: string
}

/** What RFC 6376 section 5.4.1 has signed, and what says that this is a probe. */
const fields = [
  ...['From', 'Sender', 'Reply-To', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References'],
  ...['MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Auto-Submitted', 'X-Relaycheck-Probe'],
  ...['List-Id', 'List-Help', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Subscribe', 'List-Post'],
].join(':')

/** What signs for that domain, or one sentence on why nothing can; it never quotes the key. */
export function signerOf(
  { key: pem, selector, called }: { key: string; selector: string; called: string },
  domain: string | undefined,
): Signer | Usage {
  if (domain === undefined || domain.startsWith('['))
    return usage('There is nothing to sign for: From names no domain. Leave --dkim-key out, or give another From.')
  if (!/^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/i.test(selector))
    return usage('A selector is a label of DNS: letters, digits and hyphens (--dkim-selector mail).')
  const key = keyIn(pem)
  if (!key)
    return usage(`${called} (--dkim-key) holds no private key that can be read: give one in PEM, without a passphrase.`)
  if (key.asymmetricKeyType !== 'rsa')
    return usage(
      `${called} (--dkim-key) holds a key of kind ${key.asymmetricKeyType}, and only RSA is signed with here: give the RSA key that signs beside it.`,
    )
  return { domain, selector, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

/** The message with a signature in front (RFC 6376, rsa-sha256, relaxed/relaxed); not one of its octets is changed. */
export async function signed(message: Uint8Array, { domain, selector, key }: Signer): Promise<Uint8Array> {
  const { default: Dkim } = await import('nodemailer/lib/dkim')
  const signer = new Dkim({ domainName: domain, keySelector: selector, privateKey: key, headerFieldNames: fields })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(Buffer.from(message))) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  // The library leaves the signature out where it cannot make one.
  if (!/^DKIM-Signature:/i.test(whole.toString('latin1', 0, 15))) throw new Error('the message could not be signed')
  return whole
}
