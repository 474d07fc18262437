// Shared by the calendar and the board: a change is sent, the page is refreshed, and a message offers to undo it.
// Without scripts the same forms send the page.

import { find, findAll, findOptional, readJSON, targetOf } from "../common/dom.js"
import { messageOf, requestJSON, requestPage } from "../common/http.js"

/** @typedef {Record<string, any>} Fields */

export const texts = readJSON("planning-messages")
export const region = find("[data-planning]")
const messages = { ...texts, signedOut: texts.signed_out }
const toast = find("[data-toast]")
const undoButton = find("[data-undo]", toast)
/** @type {{ address: string, fields: Fields } | null} */
let undoRequest = null

/**
 * Shows a message, with an undo button that sends `request`.
 * @param {string} text
 * @param {{ address: string, fields: Fields } | null} [request]
 */
export function showMessage(text, request = null) {
  find("[data-message]", toast).textContent = text
  undoRequest = request
  undoButton.hidden = !request
}

/**
 * Sends fields to `address`; asks where the server asks. `focus` is the post whose link is focused afterwards.
 * Resolves to false if nothing was done.
 * @param {string} address
 * @param {Fields} fields
 * @param {string} [focus]
 */
export async function sendMove(address, fields, focus = fields.post) {
  let next = /** @type {HTMLElement | null | undefined} */ (document.activeElement)
  setBusy(true)
  try {
    let answer = await send(address, fields)
    while (answer.question) {
      if (!confirm(answer.question)) return false
      answer = await send(address, { ...fields, confirmed: "on" })
    }
    await refresh()
    next = linkOf(focus)
    showMessage(answer.error ?? answer.message, answer.undo ? { address, fields: answer.undo } : null)
    return !answer.error
  } catch (error) {
    showMessage(messageOf(error))
    return false
  } finally {
    setBusy(false)
    next?.focus()
  }
}

/**
 * Nothing can be typed or dragged meanwhile: the refresh would replace it.
 * @param {boolean} isBusy
 */
function setBusy(isBusy) {
  region.inert = isBusy
  if (isBusy) region.setAttribute("aria-busy", "true")
  else region.removeAttribute("aria-busy")
}

/**
 * @param {string} address
 * @param {Fields} fields
 */
const send = (address, fields) => requestJSON(address, { fields, messages, acceptErrors: true })

/** Replaces the region by the current one. Unfolded days stay unfolded. */
async function refresh() {
  const url = new URL(location.href)
  for (const name of ["moved", "from"]) url.searchParams.delete(name)
  const page = await requestPage(url, { messages })
  const unfolded = findAll(".day-more[open]", region).map((more) => placeOf(more)?.dataset.place)
  region.replaceChildren(...find("[data-planning]", page).childNodes)
  for (const place of unfolded) findOptional(`[data-place="${place}"] .day-more`, region)?.setAttribute("open", "")
}

/**
 * The day or column that an element is in.
 * @param {Element} element
 */
export const placeOf = (element) => /** @type {HTMLElement | null} */ (element.closest("[data-place]"))

/** @param {string} key */
function linkOf(key) {
  const item = findOptional(`[data-item="${CSS.escape(key)}"]`, region)
  const folded = item?.closest("details")
  if (folded) folded.open = true
  return item && findOptional("a", item)
}

async function undo() {
  if (!undoRequest) return
  const { address, fields } = undoRequest
  if (await sendMove(address, fields)) showMessage(texts.undone)
}

undoButton.addEventListener("click", undo)
document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
  if (targetOf(event).matches("input, textarea, select") || !undoRequest) return
  event.preventDefault()
  undo()
})
