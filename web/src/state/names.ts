// Names as the language writes them: `removal[First_Secretary]`.

/** `removal`. */
export function bare(name: string): string {
  return name.replace(/\[.*$/, '');
}

/** `["First_Secretary"]`. */
export function elementsOf(name: string): string[] {
  const inside = /\[(.*)\]$/.exec(name)?.[1];
  return inside === undefined ? [] : inside.split(',').map((element) => element.trim());
}
