/** What stands in the page that is shown: screens that were left stand ready beneath it, and nobody means anything of theirs. */
export const onPage = (selector: string): HTMLElement | null => allOnPage(selector)[0] ?? null

export const allOnPage = (selector: string): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>(selector)].filter(each => !isAway(each))

export const isAway = (element: Element): boolean => element.closest('[data-away]') !== null
