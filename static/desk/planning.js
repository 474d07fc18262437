// What the calendar and the board have in common: something is sent, the page is shown as it is now,
// and what was done is said, with the way back. Without scripts the same forms send the page.

import { csrfToken } from "../editor/dom.js"

export const words = JSON.parse(document.getElementById("planning-words").textContent)
export const region = document.querySelector("[data-planning]")
const toast = document.querySelector("[data-toast]")
const undoButton = toast.querySelector("[data-undo]")
let undo = null

export function say(text, back = null) {
  toast.querySelector("[data-said]").textContent = text
  undo = back
  undoButton.hidden = !back
}

/** Sends fields to `address`; asks where the server asks. `focus` is the post whose link has the focus
 * then. False where nothing was done. */
export async function act(address, fields, focus = fields.post) {
  let next = document.activeElement
  wait(true)
  try {
    let answer = await send(address, fields)
    while (answer.question) {
      if (!confirm(answer.question)) return false
      answer = await send(address, { ...fields, confirmed: "on" })
    }
    await refresh()
    next = linkOf(focus)
    say(answer.error ?? answer.said, answer.undo ? { address, fields: answer.undo } : null)
    return !answer.error
  } catch (error) {
    say(error.message)
    return false
  } finally {
    wait(false)
    next?.focus()
  }
}

/** What is typed or carried meanwhile would go with what is shown. */
function wait(isBusy) {
  region.inert = isBusy
  if (isBusy) region.setAttribute("aria-busy", "true")
  else region.removeAttribute("aria-busy")
}

async function send(address, fields) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() }
  const response = await ask(address, { method: "POST", body: new URLSearchParams(fields), headers })
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json")
  if (isJSON && !response.redirected) return response.json()
  throw new Error(response.status >= 500 ? words.broken : words.signed_out)
}

async function ask(address, options) {
  try {
    return await fetch(address, options)
  } catch {
    throw new Error(words.unreachable)
  }
}

/** The page as it is now, in the place of what is shown. What was open stays open. */
async function refresh() {
  const here = new URL(location.href)
  for (const name of ["moved", "from"]) here.searchParams.delete(name)
  const response = await ask(here, { headers: { Accept: "text/html" } })
  if (!response.ok || response.redirected) throw new Error(words.signed_out)
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  const open = [...region.querySelectorAll(".day-more[open]")].map((more) => more.closest("[data-place]").dataset.place)
  region.replaceChildren(...page.querySelector("[data-planning]").childNodes)
  for (const place of open) region.querySelector(`[data-place="${place}"] .day-more`)?.setAttribute("open", "")
}

function linkOf(key) {
  const item = region.querySelector(`[data-item="${CSS.escape(key)}"]`)
  const folded = item?.closest("details")
  if (folded) folded.open = true
  return item?.querySelector("a")
}

async function takeBack() {
  if (!undo) return
  const { address, fields } = undo
  if (await act(address, fields)) say(words.undone)
}

undoButton.addEventListener("click", takeBack)
document.addEventListener("keydown", (event) => {
  if (
    event.key !== "z" ||
    !(event.ctrlKey || event.metaKey) ||
    event.shiftKey ||
    event.target.matches("input, textarea, select")
  )
    return
  if (!undo) return
  event.preventDefault()
  takeBack()
})
