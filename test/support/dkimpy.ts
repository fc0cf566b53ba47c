import { execFileSync } from 'node:child_process'
import type { ResourceRecord } from '../../src/records/dns.ts'

/** What a verifier makes of a message: each signature, topmost first, and the chain of seals. */
export interface Verified {
  results: boolean[]
  chain: string
}
/** A message (latin1), what DNS holds of it, and how many signatures it bears. */
export interface ToVerify {
  message: string
  records: readonly ResourceRecord[]
  count: number
}

const script = `
import sys, json, base64, time, dkim
given = json.load(sys.stdin)
time.time = lambda: given['now']
out = {}
for name, case in given['cases'].items():
    message = base64.b64decode(case['message'])
    texts = {k.encode(): v.encode('latin1') for k, v in case['texts'].items()}
    find = lambda asked, timeout=5: texts.get(asked.rstrip(b'.').lower())
    results = []
    for i in range(case['count']):
        try:
            results.append(bool(dkim.DKIM(message).verify(idx=i, dnsfunc=find)))
        except Exception:
            results.append(False)
    try:
        cv, _, _ = dkim.ARC(message).verify(dnsfunc=find)
        chain = cv.decode() if isinstance(cv, bytes) else str(cv)
    except Exception:
        chain = 'fail'
    out[name] = {'results': results, 'chain': chain}
json.dump(out, sys.stdout)
`

const textsOf = (records: readonly ResourceRecord[]): Record<string, string> =>
  Object.fromEntries(
    records
      .filter((record): record is ResourceRecord<'TXT'> => record.type === 'TXT')
      .map(({ name, data }) => [name, data.join('')]),
  )

/** The same messages as dkimpy (Debian's python3-dkim) verifies them at that time. */
export function verifiedByDkimpy(all: Readonly<Record<string, ToVerify>>, at: Date): Record<string, Verified> {
  const cases = Object.fromEntries(
    Object.entries(all).map(([name, { message, records, count }]) => [
      name,
      { message: Buffer.from(message, 'latin1').toString('base64'), texts: textsOf(records), count },
    ]),
  )
  const input = JSON.stringify({ now: at.getTime() / 1000, cases })
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8' }))
}
