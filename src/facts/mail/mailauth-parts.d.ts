/** What is used of mailauth below its public face: signatures are verified by it over a header that was read and bounded here. */
declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  import type { ARCChainEntry, DNSResolver } from 'mailauth'

  /** One field: its name as written and in lower case, and the whole of it with its folds. */
  export interface HeaderRow {
    key: string
    casedKey: string
    line: Buffer
  }
  export interface Headers {
    parsed: HeaderRow[]
    original: Buffer
  }
  export interface BodyHash {
    update(chunk: Uint8Array): void
    digest(encoding: string): string
    setContentType(): void
    getMimeStructureStart(): number
  }
  export interface SignatureStatus {
    status: { result: string; comment?: string; policy?: Record<string, string> }
  }
  export interface KeyRead {
    publicKey: Buffer | string
    keyType: string
    modulusLength?: number
  }
  /** A DKIM-Signature, or the newest ARC-Message-Signature, as it is verified. */
  export interface SignatureHeader {
    type: 'DKIM' | 'ARC'
    parsed: Readonly<Record<string, { value: unknown } | undefined>>
    hashAlgo: string
    maxBodyLength: number | ''
    bodyHashKey?: string
    fallbackCanonicalization?: string
    fallbackBodyHashKey?: string | undefined
  }
  export class DkimVerifier {
    constructor(options: { strict: boolean; curTime: Date; resolver: DNSResolver })
    arc: {
      chain: ARCChainEntry[] | false
      error?: Error
      warnings: string[]
      lastEntry?: { messageSignature?: SignatureStatus }
    }
    headers: Headers
    bodyHashes: Map<string, BodyHash>
    results: SignatureStatus[]
    /** Those of DKIM in their order, and then that of ARC. */
    signatureHeaders: SignatureHeader[]
    keyCache: { get(type: string, name: string, least: undefined, options: object): Promise<KeyRead> }
    addBodyHash(form: string, algorithm: string, covered: number | ''): string
    messageHeaders(headers: Headers): Promise<void>
    finalChunk(): Promise<void>
    /** `fallback`: by the canonicalization and the body hash of that name. */
    verifySignature(header: SignatureHeader, fallback: true): Promise<SignatureStatus>
  }
}

declare module 'mailauth/lib/dkim/header/index.js' {
  import type { HeaderRow } from 'mailauth/lib/dkim/dkim-verifier.js'

  export function generateCanonicalizedHeader(
    type: 'DKIM',
    lines: { keys: string; headers: readonly HeaderRow[] },
    options: { signatureHeaderLine: Buffer; canonicalization: string; strict: boolean },
  ): { canonicalizedHeader: Buffer }
}
