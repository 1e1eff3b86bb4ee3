/**
 * Which writer's schemas are read at all. Avro lets items of no bytes (a null, a record without fields) stand in an
 * array whose length is only announced: five bytes decode to millions of items; and a map is read beyond the end of its
 * bytes. Neither occurs in a schema of Grapevine, so a schema that has one is refused before anything is read by it.
 */
const MAX_DEPTH = 16;

type Part = Readonly<Record<string, unknown>>;

/** What in the schema must not be read; `null`: nothing. */
export function hostilePartOf(schema: unknown): string | null {
  return hostilePart(schema, new Map(), 0);
}

function hostilePart(schema: unknown, named: Map<string, Part>, depth: number): string | null {
  if (depth > MAX_DEPTH) return `more than ${MAX_DEPTH} levels`;
  for (const part of Array.isArray(schema) ? schema : [schema]) {
    if (Array.isArray(part)) return 'a union within a union';
    if (typeof part !== 'object' || part === null) continue;
    const { type, items, fields, name, namespace } = part as Part;
    if (typeof name === 'string')
      named.set(typeof namespace === 'string' ? `${namespace}.${name}` : name, part as Part);
    if (type === 'map') return 'a map';
    if (type === 'array' && !takesBytes(items, named, new Set())) return 'an array whose items take no bytes';
    const inner = type === 'array' ? [items] : type === 'record' ? fieldTypes(fields) : [type];
    for (const each of inner) {
      const found = typeof each === 'string' ? null : hostilePart(each, named, depth + 1);
      if (found !== null) return found;
    }
  }
  return null;
}

/** Whether each value takes a byte at the least. An unknown name is taken for one that does not. */
function takesBytes(schema: unknown, named: ReadonlyMap<string, Part>, within: Set<unknown>): boolean {
  if (Array.isArray(schema)) return true;
  if (typeof schema === 'string' && !named.has(schema)) return PRIMITIVES_OF_BYTES.has(schema);
  const part = typeof schema === 'string' ? named.get(schema) : schema;
  if (typeof part !== 'object' || part === null || within.has(part)) return false;
  within.add(part);
  const { type, size, fields } = part as Part;
  if (type === 'fixed') return size !== 0;
  if (type === 'record') return fieldTypes(fields).some((each) => takesBytes(each, named, within));
  return type === 'array' || type === 'enum' || takesBytes(type, named, within);
}

const PRIMITIVES_OF_BYTES: ReadonlySet<string> = new Set('boolean int long float double bytes string'.split(' '));

function fieldTypes(fields: unknown): readonly unknown[] {
  return Array.isArray(fields) ? fields.map((field: { readonly type?: unknown }) => field.type) : [];
}
