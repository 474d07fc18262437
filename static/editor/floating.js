// Places small menus beside the text, where the bars above and below do not cover them.

const GAP = 8 // pixels between the text and the menu, and between the menu and the edge of the editor

/** Pixels that the toolbar above and the buttons below may cover: the caret stays clear of them. */
export const BARS = { top: 64, bottom: 128, left: 0, right: 0 }

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box in pixels of the window */

/** The upper edge of the bar of buttons. */
const findBarTop = () => document.querySelector(".submit-row")?.getBoundingClientRect().top ?? window.innerHeight

/**
 * The side of a box that has room for a menu of this height; without room on either side, the larger one. `room` is in pixels.
 * @param {EditorView} view
 * @param {Box} box
 * @param {number} height
 * @param {"above" | "below"} preferred
 * @returns {{ side: "above" | "below", room: number }}
 */
export function findSide(view, box, height, preferred) {
  const toolbar = view.dom.parentElement?.querySelector(".prose-menubar")
  const top = Math.max(0, toolbar?.getBoundingClientRect().bottom ?? 0)
  const windowHeight = window.visualViewport?.height ?? window.innerHeight // Less than the window's above a keyboard.
  const room = { above: box.top - top - GAP, below: Math.min(findBarTop(), windowHeight) - box.bottom - 2 * GAP }
  const other = preferred === "above" ? "below" : "above"
  const side = room[preferred] >= height || room[preferred] >= room[other] ? preferred : other
  return { side, room: room[side] }
}

/**
 * Places an element that stands after the editor's text, by custom properties of its style. On a phone, a panel is above
 * the bar of buttons instead.
 * @param {HTMLElement} element
 * @param {EditorView} view
 * @param {Box} box
 * @param {"above" | "below"} side
 */
export function placeBeside(element, view, box, side) {
  const frame = view.dom.getBoundingClientRect()
  const isRightToLeft = getComputedStyle(view.dom).direction === "rtl"
  const left = (isRightToLeft ? box.right - element.offsetWidth : box.left) - frame.left
  const maxLeft = frame.width - element.offsetWidth - GAP
  const top = side === "below" ? box.bottom + GAP : box.top - GAP - element.offsetHeight
  element.style.setProperty("--floating-left", `${view.dom.offsetLeft + Math.max(GAP, Math.min(left, maxLeft))}px`)
  element.style.setProperty("--floating-top", `${view.dom.offsetTop + top - frame.top}px`)
  element.style.setProperty("--floating-bottom", `${window.innerHeight - findBarTop()}px`)
}
