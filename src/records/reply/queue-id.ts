import type { SmtpReply } from '../smtp/reply.ts'

/** How servers call a message that they took; each name is the first group. */
const forms: readonly RegExp[] = [
  // Postfix, SendGrid, Halon; Amavis in front of it.
  /\bqueued as <?([\w.+=/-]{3,100})>?/i,
  // Exim, and SMTP2GO, which runs it; KumoMTA.
  /\bids?=<?([\w.+=/@-]{3,100})>?/,
  // Exchange and Microsoft 365, which say the Message-ID first.
  /\[InternalId=(\d{3,30})/i,
  // Haraka, Stalwart.
  /\bqueued \(([\w.-]{3,100})\)/i,
  /\bqueued with id ([\w.-]{3,100})/i,
  // Gmail: `OK 1700000000 4fb4d7f45d1cf-… - gsmtp`.
  /\b\d{9,11} ([\w.-]{8,100}) - gsmtp\b/,
  // Sendmail, OpenSMTPD.
  /\b([0-9A-Za-z]{8,20}) Message accepted for delivery/i,
  // qmail.
  /^ok \d{9,11} qp (\d{1,10})\b/i,
  // Amazon SES.
  /^Ok ([0-9a-f]{16}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{6})$/i,
]
const longest = 1000

/** How the server calls a message that it took, where its reply tells. */
export function queueIdIn({ code, lines }: SmtpReply): string | undefined {
  if (code < 200 || code > 299) return undefined
  const text = lines.join(' ').slice(0, longest).trim()
  for (const form of forms) {
    const id = form.exec(text)?.[1]
    if (id !== undefined) return id.replace(/[.]+$/, '')
  }
  return undefined
}
