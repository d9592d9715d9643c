// What a chapter declares that has values over time.

import type { Model, Named } from '../../api/types';

export function names(model: Model, file: string): Named[] {
  const chapter = model.chapters.find((one) => one.file === file)?.number;
  const its = model.variables.filter((variable) => variable.chapter === chapter && variable.type === 'number' && !['param', 'parameter', 'data', 'switch', 'draw', 'constant'].includes(variable.kind));
  const weight = (kind: string) => (kind === 'stock' ? 0 : 1);
  return its.sort((one, other) => weight(one.kind) - weight(other.kind)).map(({ id, label }) => ({ id, label }));
}
