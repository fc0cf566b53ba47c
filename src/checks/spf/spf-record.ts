import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { aliasFix, newlyRead, offer, parkedFix } from '../spf-offer.ts'
import { domain } from '../subjects.ts'

export default defineCheck({
  id: 'spf-record',
  step: 'spf',
  title: 'The domain has one SPF record',
  why: 'Without a record, or with several, receivers cannot tell your mail from mail forged in your name.',
  refs: ['RFC 7208 section 4.5', 'RFC 7208 section 3'],
  subject: domain,
  needs: ['spfTexts', 'spfRepair', 'nameSource', 'target', 'asked'],
  outcomes: {
    one: { verdict: 'pass', says: '{domain} has one SPF record.' },
    none: {
      verdict: 'fail',
      says: '{domain} has no SPF record: anybody can send in its name, and large receivers refuse or hide mail without one.',
      fix: 'Publish one TXT record at {domain} that begins with v=spf1, names all who send for it, and ends in ~all. If nobody does, publish "v=spf1 -all".',
      fixes: {
        parked: parkedFix,
        alias: aliasFix,
        wildcard:
          'A wildcard answers for {domain}, and any record published at that name hides all that the wildcard gives it: publish an SPF record there together with all else that the name needs.',
      },
      leadsTo: newlyRead,
    },
    several: {
      verdict: 'fail',
      says: '{domain} has {count} SPF records: receivers take that as an error, and none of them counts.',
      fix: 'Put the terms of all of them into one record that begins with v=spf1 once and ends in all once, and take the others out.',
      fixes: { parked: parkedFix },
      leadsTo: newlyRead,
    },
    lookalike: {
      verdict: 'fail',
      says: '{domain} has no SPF record that receivers know, only {text}: {problem}. To them it has none, and anybody can send in its name.',
      fix: 'Publish it as one TXT record at {place} whose first seven characters are v=spf1 and a blank.',
      fixes: { parked: parkedFix },
      leadsTo: newlyRead,
    },
  },
  judge({ spfTexts: { txt, type99, records, lookalikes, senderId }, spfRepair, nameSource, target, asked }) {
    const alias = txt.aliases.at(-1)
    const about = { domain: target.display, place: alias?.to ?? target.display }
    const evidence = dnsEvidence(txt)
    const repair = { fixFor: nameSource, ...(alias ? { fixFor: 'alias' } : offer(spfRepair, asked, () => true)) }
    if (records.length === 1) return { outcome: 'one', about, evidence }
    if (records.length > 1)
      return { outcome: 'several', about: { ...about, count: records.length }, evidence, ...repair }
    const [lookalike] = [
      ...lookalikes.map(({ text, says }) => ({ text, says, from: txt })),
      ...(type99.kind === 'records'
        ? [{ text: 'a record of type SPF (99)', says: 'receivers ask for type TXT only', from: type99 }]
        : []),
      ...senderId.map((text) => ({ text, says: 'that is Sender-ID, which is no longer in use', from: txt })),
    ]
    if (!lookalike) return { outcome: 'none', about, evidence, ...repair }
    const { text, says, from } = lookalike
    return {
      outcome: 'lookalike',
      about: { ...about, text: text.slice(0, 500), problem: says },
      evidence: dnsEvidence(from),
      ...repair,
    }
  },
})
