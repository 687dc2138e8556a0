/** What somebody is at that no answer may tear them out of: a dialog or menu over the page, or a box that they write in. */

const layers = '[role="dialog"]:not([data-inner-layer]), [role="alertdialog"], [role="menu"]'
const boxes = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]'

/** A layer stands over the page. */
export const isCovered = (): boolean => document.querySelector(layers) !== null

/** Whoever takes the focus now takes it from one who types. */
export const isBusyElsewhere = (): boolean => isCovered() || document.activeElement?.matches(boxes) === true
