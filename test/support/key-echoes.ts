import { Buffer } from 'node:buffer'
import type { Answer, Question, Reply } from '../../src/net/dns/name-server.ts'
import { set } from './hostile-answers.ts'

/** A key as Spamhaus gives them out. */
export const secretKey = 'k7f3q9z2mwx4hsv8rtbnplcd5g'

/** Whether a text holds the key, in any case, in hexadecimal or in base64, or a good part of it. */
export function tells(text: string): boolean {
  const part = secretKey.slice(4, -4)
  const decoded = [...text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)].flatMap(([word]) =>
    [0, 1, 2, 3].map((from) => Buffer.from(word.slice(from), 'base64').toString('latin1')),
  )
  return [text, ...decoded].some((one) => {
    const plain = one.toLowerCase()
    return plain.includes(part) || plain.includes(Buffer.from(part).toString('hex'))
  })
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const mixed = (text: string) => [...text].map((one, i) => (i % 2 ? one.toUpperCase() : one)).join('')
const recursive = { recursionAvailable: true }

/** What a hostile resolver may do with a question that has the key in its name: tell it in every way it can. */
export const echoes: Readonly<Record<string, (question: Question) => Reply | undefined>> = {
  'says it in TXT': ({ name, type }) => {
    if (type === 'A')
      return name.startsWith('1.0.0.127.')
        ? { rcode: 3, ...recursive }
        : { ...recursive, answers: set(name, 'A', '127.0.0.2') }
    const hex = Buffer.from(name).toString('hex')
    const escaped = encodeURIComponent(name).replace(/k/g, '%6b')
    const cut = [name.slice(0, 20), name.slice(20)]
    return { ...recursive, answers: set(name, 'TXT', [name], [base64(name)], [hex], cut, [escaped]) }
  },
  'leads to names with it': ({ name, type }) => ({
    ...recursive,
    answers:
      type === 'A'
        ? [
            ...set(name, 'CNAME', `x.${secretKey}.elsewhere.example`),
            ...set(`x.${secretKey}.elsewhere.example`, 'A', '127.0.0.2'),
          ]
        : [],
  }),
  'leads there and leaves us alone': ({ name, type }) =>
    name.includes('elsewhere') || type !== 'A'
      ? undefined
      : { ...recursive, answers: set(name, 'CNAME', `${mixed(secretKey)}.elsewhere.example`) },
  'fails, with reasons': ({ name }) => ({
    rcode: 2,
    ...recursive,
    ede: [
      { code: 0, text: `no server for ${name}` },
      { code: 22, text: `${mixed(name)} ${base64(name)}` },
    ],
  }),
  refuses: ({ name }) => ({ rcode: 5, ...recursive, ede: [{ code: 18, text: `${name} is prohibited` }] }),
  'denies below it': ({ name }) => ({
    rcode: 3,
    ...recursive,
    authorities: set(name.split('.').slice(4).join('.'), 'SOA', {
      mname: `ns.${secretKey}.example`,
      rname: `root.${secretKey}.example`,
      serial: 1,
      refresh: 2,
      retry: 3,
      expire: 4,
      minimum: 5,
    }),
  }),
  'answers another question': ({ name }) => ({
    ...recursive,
    answers: set(`other.${name.split('.').slice(1).join('.')}`, 'A', '127.0.0.2'),
  }),
  'is silent': () => undefined,
  'sends rubbish': ({ octets }) => ({ raw: octets.subarray(0, octets.length - 3) }),
  'goes in circles': ({ name }) => ({ ...recursive, answers: set(name, 'CNAME', name) }),
}

/** A resolver that, having seen the key, also tells it to whoever asks for anything else. */
export function echoing(echo: (question: Question) => Reply | undefined): Answer {
  return (question) => {
    if (question.name.includes(secretKey) || question.name.includes('elsewhere')) return echo(question)
    const { name, type } = question
    if (type === 'PTR') return { ...recursive, answers: set(name, 'PTR', `mail.${secretKey}.shop.example`) }
    if (type === 'TXT') return { ...recursive, answers: set(name, 'TXT', [`v=spf1 include:${secretKey}.example -all`]) }
    return { rcode: 2, ...recursive, ede: [{ code: 0, text: `${secretKey} was asked before` }] }
  }
}
