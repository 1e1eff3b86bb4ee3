/** The engines that `up` can run on. Apart from them, since the grammar is read at every start, and they are not. */
export const ENGINE_NAMES = ['embedded', 'kafka'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
