/** A domain at which anybody can have a mailbox, and whose it is: nobody but that house publishes and signs for it. */
export interface Freemail {
  domain: string
  provider: string
}

const at = (provider: string, ...domains: readonly string[]): Freemail[] =>
  domains.map((domain) => ({ domain, provider }))

/** The large ones, as each names its own domains. */
export const freemail: readonly Freemail[] = [
  ...at('Gmail', 'gmail.com', 'googlemail.com'),
  ...at('Microsoft', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.de', 'hotmail.co.uk', 'hotmail.fr'),
  ...at('Yahoo', 'yahoo.com', 'ymail.com', 'rocketmail.com', 'yahoo.co.uk', 'yahoo.de', 'yahoo.fr', 'yahoo.it'),
  ...at('AOL', 'aol.com'),
  ...at('Apple', 'icloud.com', 'me.com', 'mac.com'),
  ...at('GMX', 'gmx.de', 'gmx.net', 'gmx.com', 'gmx.at', 'gmx.ch'),
  ...at('WEB.DE', 'web.de'),
  ...at('Telekom', 't-online.de'),
  ...at('freenet', 'freenet.de'),
  ...at('Proton', 'proton.me', 'protonmail.com', 'pm.me'),
  ...at('Orange', 'orange.fr', 'wanadoo.fr'),
  ...at('Free', 'free.fr'),
  ...at('Libero', 'libero.it'),
  ...at('Comcast', 'comcast.net'),
  ...at('Mail.ru', 'mail.ru'),
  ...at('Yandex', 'yandex.ru', 'yandex.com'),
  ...at('Tencent', 'qq.com'),
  ...at('NetEase', '163.com', '126.com'),
]

/** Whose mailbox domain that is (A-labels, lower case). */
export const freemailOf = (domain: string): Freemail | undefined => freemail.find((each) => each.domain === domain)
