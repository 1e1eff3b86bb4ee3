/** The fields of a view by name; `list`: field, value, field, value, ... */
export function viewFields(list: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let place = 0; place < list.length; place += 2) fields[list[place] as string] = list[place + 1] as string;
  return fields;
}
