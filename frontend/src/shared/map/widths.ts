/** Width in px of each rank at zoom 11, 13, 15, 17, 19. */
const WIDTHS: Record<number, number[]> = {
  6: [2.2, 3.6, 5.5, 11, 26],
  5: [1.8, 3.2, 5, 10, 24],
  4: [1.2, 2.6, 4.2, 8.5, 20],
  3: [0.7, 1.8, 3.2, 7, 17],
  2: [0.3, 1.1, 2.2, 5, 13],
  1: [0, 0.5, 1.2, 3, 8],
  0: [0, 0.4, 0.9, 1.6, 3],
};

export function widthAt(rank: number, zoom: number): number {
  const steps = WIDTHS[rank] ?? WIDTHS[1]!;
  const at = Math.min(Math.max((zoom - 11) / 2, 0), steps.length - 1);
  const low = Math.floor(at);
  const from = steps[low]!;
  const to = steps[Math.min(low + 1, steps.length - 1)]!;
  return from + (to - from) * (at - low);
}
