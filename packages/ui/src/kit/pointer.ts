/** A finger: what is shown where a pointer rests is shown to it at once. */
export const cannotHover = (): boolean => window.matchMedia('(hover: none)').matches
