/** The types of lookup tables that Postfix has, or has had (postfix-lookup_tables(7), DATABASE_README). */
const tableTypes: ReadonlySet<string> = new Set(
  (
    'btree cdb cidr dbm environ fail hash inline internal ldap lmdb memcache mongodb mysql netinfo nis nisplus ' +
    'pcre pgsql pipemap proxy randmap regexp sdbm socketmap sqlite static tcp texthash unionmap unix'
  ).split(' '),
)

/** Whether Postfix knows a type of table of that name; small letters count. */
export const isTableType = (type: string): boolean => tableTypes.has(type)
