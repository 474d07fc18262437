// The page in the frame of a preview, which is only looked at.
import { findAll } from "../common/dom.js"

/**
 * Takes links and controls of a shown page out of the tab order: they do nothing there.
 * @param {Document} page
 */
export function leaveOutOfTabOrder(page) {
  for (const element of findAll("a, button, input, select, textarea, summary, [tabindex]", page)) element.tabIndex = -1
}

/**
 * Passes keys with Ctrl or Command on to the page around a frame.
 * @param {Document} page of the frame
 */
export function passOnShortcuts(page) {
  page.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    const { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat } = event
    const modifiers = { ctrlKey, metaKey, shiftKey, altKey }
    const copy = new KeyboardEvent("keydown", { key, code, repeat, ...modifiers, bubbles: true, cancelable: true })
    if (!document.body.dispatchEvent(copy)) event.preventDefault()
  })
}

/**
 * Adds the style sheets that a page has and the shown one lacks.
 * @param {Document} shown
 * @param {Document} page
 * @param {() => void} onLoad of each
 */
export function addStyles(shown, page, onLoad) {
  for (const link of findAll('link[rel="stylesheet"]', page, HTMLElement)) {
    const address = link.getAttribute("href") ?? ""
    if (shown.head.querySelector(`link[href="${CSS.escape(address)}"]`)) continue
    const added = shown.importNode(link, true)
    added.addEventListener("load", onLoad)
    shown.head.append(added)
  }
}
