import type { Response } from '../../src/net/dns/message.ts'
import type { Question, Reply } from '../../src/net/dns/name-server.ts'
import type { RecordData, RecordType, ResourceRecord } from '../../src/records/dns.ts'
import { type Fault, keyOf } from './faulty.ts'

/** Records of one type at one name. */
export const set = <T extends RecordType>(name: string, type: T, ...data: RecordData[T][]): ResourceRecord<T>[] =>
  data.map((one) => ({ name, type, ttl: 300, data: one }))

/** A world with these record sets in the place of its own. */
export const holding = (...sets: ResourceRecord[][]): Fault => {
  const byKey = Map.groupBy(sets.flat(), ({ type, name }) => `${type} ${name}`)
  return (question, reply) => {
    const answers = byKey.get(`${question.type} ${question.name}`) ?? byKey.get(`CNAME ${question.name}`)
    return answers ? replyWith(question, answers) : reply
  }
}

/** What a name server, or a resolver, says where it has these records. */
export const replyWith = ({ recursionDesired }: Question, answers: readonly ResourceRecord[]): Response => ({
  answers: answers as NonNullable<Response['answers']>,
  authoritative: !recursionDesired,
  recursionAvailable: recursionDesired,
})

/** The first of these that has something to say. */
export const eitherOf =
  (...faults: readonly ((...args: Parameters<Fault>) => ReturnType<Fault> | 'as it is')[]): Fault =>
  (question, reply, nth) => {
    for (const fault of faults) {
      const answer = fault(question, reply, nth)
      if (answer !== 'as it is') return answer
    }
    return reply
  }

/** Thousands of records of one type at the name asked for, as small as compression makes them; over UDP only TC. */
export function crowd(key: string, data: readonly Buffer[]) {
  return (question: Question): Reply | 'as it is' => {
    if (keyOf({ ...question, recursionDesired: true }) !== key) return 'as it is'
    if (question.transport === 'udp') return { truncated: true, recursionAvailable: true }
    const asked = question.octets.subarray(12, question.octets.indexOf(0, 12) + 5)
    const header = Buffer.alloc(12)
    question.octets.copy(header, 0, 0, 2)
    header.writeUInt16BE(0x8580, 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(data.length, 6)
    const type = asked.subarray(-4, -2)
    const records = data.map((rdata) =>
      Buffer.concat([
        Buffer.from([0xc0, 12]),
        type,
        Buffer.from([0, 1, 0, 0, 1, 44, rdata.length >> 8, rdata.length & 255]),
        rdata,
      ]),
    )
    return { raw: Buffer.concat([header, asked, ...records]) }
  }
}

/** A label below the name asked for, compressed. */
export const below = (label: string): Buffer =>
  Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1'), Buffer.from([0xc0, 12])])

/** A text as the strings of a TXT record. */
export const strings = (text: string): string[] => text.match(/.{1,255}/gs) ?? ['']

export const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

export const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
