/** What of mailauth is used; to be imported where it is needed, since it is large and few runs verify a signature. */
export { arc } from 'mailauth/lib/arc/index.js'
export { DkimVerifier } from 'mailauth/lib/dkim/dkim-verifier.js'
export { generateCanonicalizedHeader } from 'mailauth/lib/dkim/header/index.js'
