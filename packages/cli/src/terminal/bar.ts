/** A bar of so many cells, to an eighth of one. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** `fraction` of 0..1 of `cells`. What is not nothing is seen. */
export function bar(fraction: number, cells: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * cells * 8);
  if (eighths === 0) return fraction > 0 ? EIGHTHS[1] : '';
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
