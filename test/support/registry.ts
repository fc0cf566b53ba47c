import type { Check } from '../../src/core/check.ts'
import { defineCheck, defineSubject } from '../../src/core/check.ts'

const domain = defineSubject({ needs: ['zone'], absent: () => undefined })

/** A registry of two checks, for what is made of any registry. */
export const registry: readonly Check[] = [
  defineCheck({
    id: 'mx-record',
    step: 'mx',
    title: 'The domain says where its mail goes',
    why: 'Without MX nobody can answer.',
    refs: ['RFC 5321 section 5.1'],
    subject: domain,
    needs: ['mx'],
    outcomes: {
      present: { verdict: 'pass', says: '{domain} has MX records.' },
      none: {
        verdict: 'fail',
        says: '{domain} has no MX record.',
        fix: 'Publish one:\n    {domain}. 3600 IN MX 10 mail.{domain}.',
      },
    },
    judge: () => ({ outcome: 'present', about: { domain: 'shop.example' } }),
  }),
  defineCheck({
    id: 'spf-all',
    step: 'spf',
    title: 'The record | ends',
    why: 'So that others are refused.',
    refs: ['RFC 7208 section 5.1'],
    needs: ['spfTree', 'mx'],
    outcomes: { strict: { verdict: 'pass', says: 'It ends in -all.' } },
    judge: () => ({ outcome: 'strict' }),
  }),
]
