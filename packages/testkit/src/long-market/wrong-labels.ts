/** Labels as a scorer gives them that is wrong in a given share of the texts: one of the other two, by chance. */
import type { SimulatedInteraction } from '../market-interaction.ts';
import { Random } from '../random.ts';

const LABELS_STREAM = 3_000;
const LABELS = [-1, 0, 1] as const;

/** Changes the labels of so many (0..1) of the texts, in their order. */
export function wrongLabels(seed: number, share: number): (interaction: SimulatedInteraction) => SimulatedInteraction {
  if (share === 0) return (interaction) => interaction;
  const random = new Random(seed, LABELS_STREAM);
  return function mislabelled(interaction) {
    const { sentiment } = interaction;
    if (sentiment === undefined || !random.chance(share)) return interaction;
    return { ...interaction, sentiment: random.pick(LABELS.filter((label) => label !== sentiment)) };
  };
}
