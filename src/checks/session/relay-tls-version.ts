import { defineCheck } from '../../core/check.ts'
import { eachEncrypted, insideTls, tlsNamed } from '../session-encrypted.ts'
import { tlsExcerpt } from '../session-excerpt.ts'

export default defineCheck({
  id: 'relay-tls-version',
  step: 'session',
  title: 'TLS is of today',
  why: 'TLS 1.0 and 1.1 are given up: systems of today no longer speak them, and what they hide can be read.',
  refs: ['RFC 8996', 'RFC 9325 section 4'],
  subject: insideTls,
  needs: ['relay', 'relaySessions', 'asked'],
  outcomes: {
    modern: { verdict: 'pass', says: '{server} speaks {version}, with {cipher}.', brief: '{briefly}' },
    old: {
      verdict: 'fail',
      says: '{server} speaks nothing newer than {version}, which RFC 8996 has given up. Debian, Ubuntu and most systems of today refuse it as they are installed: no mail leaves from them that way. No password is sent over it here.',
      fix: 'Have whoever runs {host} turn on TLS 1.2 and TLS 1.3; where its OpenSSL is older than 1.0.1, the server has to be upgraded. Do not lower what this machine demands: all that goes out over {version} can be read by others.',
    },
    'weak-cipher': {
      verdict: 'warn',
      says: '{server} speaks {version} with {cipher}: {fault}. Mail goes that way all the same.',
      fix: 'Have whoever runs {host} put ciphers with ECDHE and AES-GCM or ChaCha20 first, and turn on TLS 1.3. Where that is Postfix, tls_preempt_cipherlist = yes lets the order of the server decide.',
    },
  },
  judge: ({ relay, relaySessions, asked }) =>
    eachEncrypted(relay, relaySessions, ({ session, server, about: told }, { version, cipher, ephemeral }) => {
      const evidence = tlsExcerpt(session, server)
      const about = { ...told, host: relay.host, version: tlsNamed(version), cipher }
      if (!/^TLSv1\.[23]$/.test(version)) return { outcome: 'old', about, evidence }
      const fault = version === 'TLSv1.3' ? undefined : faultOf(cipher, ephemeral)
      if (fault !== undefined) return { outcome: 'weak-cipher', about: { ...about, fault }, evidence }
      const { login, senders = [] } = asked.session ?? {}
      // There is one line, and whoever logs in to send wants to read of that.
      const briefly = login && senders.length > 0 ? '' : about.version
      return { outcome: 'modern', about: { ...about, briefly }, evidence }
    }),
})

/** RFC 9325 section 4.2: by the standard name of the cipher. */
function faultOf(cipher: string, ephemeral: boolean): string | undefined {
  const [, broken] = /(?:^|[_-])(NULL|RC4|3DES|DES|RC2|EXPORT|anon)(?:[_-]|$)/i.exec(cipher) ?? []
  if (broken !== undefined) return `${broken.toUpperCase()} is weak, and RFC 9325 forbids it`
  return ephemeral ? undefined : 'whoever keeps the session and gets the key of the server later can read it all'
}
