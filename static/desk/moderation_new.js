// Announces comments that arrived since the page was opened: asked once a minute at most, while the page is visible.

import { find, findOptional } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

const MINUTE = 60_000 // ms
const line = findOptional("[data-new-comments]")
let lastRequest = Date.now()

/** @param {HTMLElement} element */
async function refresh(element) {
  if (document.hidden || Date.now() - lastRequest < MINUTE - 1000) return
  lastRequest = Date.now()
  try {
    const { message } = await requestJSON(element.dataset.newComments ?? "")
    find("[data-new-comments-message]", element).textContent = message
    find("a", element).hidden = !message
  } catch {
    // Offline: the next minute may be better.
  }
}

if (line) {
  setInterval(() => refresh(line), MINUTE)
  document.addEventListener("visibilitychange", () => refresh(line))
}
