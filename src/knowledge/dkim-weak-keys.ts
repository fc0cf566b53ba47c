/**
 * Keys whose private half stands in a document or a test suite that anybody can read, and where: by the SHA-256 in
 * hexadecimal of the modulus, or of the 32 octets of an Ed25519 key. People copy them from there into their own DNS. For
 * each of them the private half was read there, and gives this public one.
 */
export const publishedKeys: ReadonlyMap<string, string> = new Map([
  ['1be2c2e898b8cb93583845439eb7b8df9d47527f9b77751cfcd96d91851f4efd', 'RFC 6376 appendix C'],
  ['21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9', 'RFC 8463 appendix A and RFC 8032'],
  ['faa7f1558c0345a1166a022f3c50feabe8105966d5d8010d3c8d29a462986a42', 'RFC 8463 appendix A and the ARC test suite'],
  ['e791c1b2f337f8edf7b12ff0e03e9f2d9bda05e6559a035ebec68c87a24f5158', "OpenDKIM's test suite"],
  ['6e56fc41dc562e7909b7877e585eebbf8267680ff97d9e117a073b3abbb40d4e', "mailauth's test suite"],
  ['e3884b83be2fcc8286cdc6e0050f169bf38cd3974ac66a90ecc97ab5f3047486', "mailauth's test suite"],
  ['ec7d82eac8515c23d5e22d8fecca72aa772436b67bc455a6d27461190fa94525', "dkimpy's test suite"],
  ['cc7aec6c9e04f7490be7b1644703687056bbb047228dc29cac2380e7a3973a72', "MimeKit's test suite"],
])
