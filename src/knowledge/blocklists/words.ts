import type { CodeSense, Impact, ListCode, ListProbe } from '../../core/lists.ts'

const withSense =
  (sense: CodeSense) =>
  (code: string, means: string, impact?: Impact): ListCode => ({ code, means, sense, ...(impact && { impact }) })

/** One code of a list and what it means, by what it says of the subject. */
export const accuses = withSense('accuses')
/** A domain that is listed for its age: nobody can have it taken out, and nothing is wrong with it. */
export const isNew = (code: string, means: string): ListCode => ({ ...accuses(code, means), removal: 'nobody' })
export const policy = withSense('policy')
export const neutral = withSense('neutral')
export const allows = withSense('allows')
export const refuses = withSense('refuses')
export const misasked = withSense('misasked')

/** The test entries of RFC 5782 section 5, for lists that keep to it. */
export const ip4Probe: ListProbe = { listed: '127.0.0.2', clear: '127.0.0.1' }
export const ip6Probe: ListProbe = { listed: '::ffff:7f00:2', clear: '::ffff:7f00:1' }
export const domainProbe: ListProbe = { listed: 'test', clear: 'invalid' }
