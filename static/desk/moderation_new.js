// Announces comments that arrived since the page was opened: asked once a minute at most, while the page is visible.

import { find, findOptional } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

const MINUTE = 60_000 // ms
const line = findOptional("[data-new]")
let lastRequest = Date.now()

/** @param {HTMLElement} element */
async function refresh(element) {
  if (document.hidden || Date.now() - lastRequest < MINUTE - 1000) return
  lastRequest = Date.now()
  try {
    const { said: text } = await requestJSON(element.dataset.new ?? "")
    find("[data-new-said]", element).textContent = text
    find("a", element).hidden = !text
  } catch {
    // Offline: the next minute may be better.
  }
}

if (line) {
  setInterval(() => refresh(line), MINUTE)
  document.addEventListener("visibilitychange", () => refresh(line))
}
