import type { ComposedLetter } from '../../core/probe.ts'
import { parseFields } from '../../records/mail/fields.ts'
import { markedBy } from '../../records/mail/probe-marks.ts'
import { oneClick } from '../../records/mail/unsubscribe.ts'
import type { LetterOptions } from '../letter.ts'
import { randomLabel } from '../nonce.ts'
import { withAddresses } from './addressed.ts'
import { htmlOf, textOf } from './words.ts'

/** Composes a message that says what it is, who sent it and how to stop it; `domain` is that of From, in A-labels. */
export async function composed(
  recipient: string,
  domain: string,
  { from, bulk, now = () => new Date(), nonce = randomLabel }: LetterOptions,
): ReturnType<ComposedLetter> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const [token, at] = [nonce(), now()]
  const id = `${token}.${Math.floor(at.getTime() / 1000)}@${domain}`
  const subject = `relaycheck probe ${token}`
  const words = { from, to: recipient, at, token, bulk }
  const link = `https://${domain}/relaycheck-probe/${token}`
  const octets = await new MailComposer({
    from: { name: '', address: from },
    to: { name: '', address: recipient },
    subject,
    date: at,
    messageId: `<${id}>`,
    text: textOf(words),
    html: htmlOf(words),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Relaycheck-Probe': token,
      ...(bulk && {
        'List-Unsubscribe': `<${link}>, <mailto:${addressInUri(from)}?subject=unsubscribe%20${token}>`,
        'List-Unsubscribe-Post': oneClick,
      }),
    },
    baseBoundary: token,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  const message = withAddresses(octets, { From: `${from.slice(0, from.lastIndexOf('@'))}@${domain}`, To: recipient })
  const { from: author } = markedBy(parseFields(message.toString('latin1')))
  return {
    token,
    id,
    ...(author !== undefined && { from: author }),
    subject,
    octets: message.length,
    given: false,
    message,
  }
}

/** RFC 6068 section 2: what means something in a URI is escaped. */
const addressInUri = (address: string): string => encodeURIComponent(address).replaceAll('%40', '@')
