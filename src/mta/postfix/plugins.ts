import type { Machine } from '../../core/machine.ts'

/** Cyrus SASL's plug-ins that are mechanisms of a client, by the name of the file; others only keep passwords (`sasldb`). */
const mechanisms: Record<string, readonly string[]> = {
  anonymous: ['ANONYMOUS'],
  crammd5: ['CRAM-MD5'],
  digestmd5: ['DIGEST-MD5'],
  gs2: ['GS2-KRB5'],
  gssapiv2: ['GSSAPI', 'GSS-SPNEGO'],
  login: ['LOGIN'],
  ntlm: ['NTLM'],
  otp: ['OTP'],
  plain: ['PLAIN'],
  scram: ['SCRAM-SHA-1', 'SCRAM-SHA-256'],
  xoauth2: ['XOAUTH2'],
}

/** The mechanisms that the machine's SASL library can use; nothing where none of its folders could be looked at. */
export async function readPlugins(machine: Machine): Promise<string[] | undefined> {
  const lib = await machine.look('/usr/lib')
  const multiarch = lib.kind === 'folder' ? lib.names.filter((name) => /-linux-[a-z]+$/.test(name)).slice(0, 5) : []
  const folders = [
    '/usr/lib/sasl2',
    '/usr/lib64/sasl2',
    '/usr/local/lib/sasl2',
    ...multiarch.map((one) => `/usr/lib/${one}/sasl2`),
  ]
  const looked = await Promise.all(folders.map((folder) => machine.look(folder)))
  const names = looked.flatMap((one) => (one.kind === 'folder' ? one.names : []))
  if (
    !looked.some(({ kind }) => kind === 'folder') &&
    (lib.kind !== 'folder' || looked.some(({ kind }) => kind === 'blind'))
  )
    return undefined
  const found = names.flatMap((name) => {
    const stem = /^lib([a-z\d]+)\.so(?:\.\d+)*$/.exec(name)?.[1] ?? ''
    return Object.hasOwn(mechanisms, stem) ? (mechanisms[stem] ?? []) : []
  })
  return [...new Set(found)].sort()
}
