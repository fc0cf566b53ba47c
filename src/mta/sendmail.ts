import { linesOf, type Outgoing, readSmarthost } from './outgoing.ts'

/** sendmail.cf: class S is the smarthost (`DSrelay:[host]`), Z the version, and mailer `relay` knows the port. */
export function readSendmail(text: string): Outgoing {
  const lines = linesOf(text, '#')
  const value = (letter: string) => lines.findLast((line) => line.startsWith(`D${letter}`))?.slice(2)
  const version = /^\d[\d.]*\d/.exec(value('Z') ?? '')?.[0]
  const told = version === undefined ? {} : { version }
  const smart = value('S') ?? ''
  if (smart === '') return told
  const host = smart.replace(/^\w+:(?!\d+$)/, '')
  const port = /^Mrelay,[\s\S]{0,2000}?\bA=TCP \$h (\d+)/m.exec(text)?.[1]
  return { ...told, ...readSmarthost(port === undefined ? host : `${host}:${port}`) }
}
