// The focal point of a photo, set on the picture itself by a click or by arrow keys. The two number fields hold it, and
// do the same without this script.

import { el, findOptional, gettext } from "../common/dom.js"

const image = findOptional("img[data-focus]", document, HTMLImageElement)
const xField = findOptional("#id_focus_x", document, HTMLInputElement)
const yField = findOptional("#id_focus_y", document, HTMLInputElement)
if (image && xField && yField) showFocus(image, xField, yField)

/**
 * @param {HTMLImageElement} picture
 * @param {HTMLInputElement} x
 * @param {HTMLInputElement} y
 */
function showFocus(picture, x, y) {
  const frame = el("span", { className: "focus-frame" })
  picture.replaceWith(frame)
  const mark = el("button", { type: "button", className: "focus-mark", "aria-label": gettext("Focal point") })
  const hint = el("span", {
    className: "help focus-hint",
    id: "focus-hint",
    textContent: gettext(
      "Click the most important part of the picture, or move the mark with the arrow keys (hold Shift for larger steps).",
    ),
  })
  mark.setAttribute("aria-describedby", hint.id)
  const state = el("span", { className: "focus-state", role: "status" })
  frame.append(picture, mark)
  frame.after(hint, state)

  /** @param {number} percent */
  const clamp = (percent) => Math.min(100, Math.max(0, Math.round(percent) || 0))
  const showMark = () => {
    mark.style.left = `${clamp(Number(x.value))}%`
    mark.style.top = `${clamp(Number(y.value))}%`
  }
  /**
   * @param {number} left
   * @param {number} top
   */
  const set = (left, top) => {
    x.value = String(clamp(left))
    y.value = String(clamp(top))
    showMark()
    state.textContent = gettext("From the left: %x%, from the top: %y%.").replace("%x", x.value).replace("%y", y.value)
  }

  picture.addEventListener("click", (event) => {
    const { left, top, width, height } = picture.getBoundingClientRect()
    set(((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100)
    mark.focus()
  })
  mark.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1
    /** @type {Record<string, [number, number]>} */
    const steps = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }
    const change = steps[event.key]
    if (!change) return
    event.preventDefault()
    set(Number(x.value) + change[0], Number(y.value) + change[1])
  })
  for (const field of [x, y]) field.addEventListener("input", showMark)
  showMark()
}
