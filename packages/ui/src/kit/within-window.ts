/** How high a menu or a panel beside its button may be to stay in the window, as its `--room`: one that is higher scrolls, rather than the whole page. */

interface Opened {
  readonly availableHeight: number
  readonly elements: { readonly floating: HTMLElement }
}

/** Some lines, however near to an edge. */
const least = 96

export const withinWindow = {
  size: {
    padding: 8,
    apply: ({ availableHeight, elements }: Opened) =>
      elements.floating.style.setProperty('--room', `${Math.max(least, Math.floor(availableHeight))}px`),
  },
}
