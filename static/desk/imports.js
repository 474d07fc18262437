// Shows the progress of an import, and loads the page again when its stage has ended.
import { find, findOptional, targetOf } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

const PAUSE = 2000 // ms between two requests
const ANNOUNCED_STEP = 10 // Screen readers are told each time that so many percent more are done.

const section = findOptional("#import-progress")
const stage = section?.dataset.stage
let announced = -1

// Only its button writes a whole blog, not Enter in one of the choices.
findOptional("form[data-write]")?.addEventListener("keydown", (event) => {
  const { key } = /** @type {KeyboardEvent} */ (event)
  if (key === "Enter" && targetOf(event).matches("input")) event.preventDefault()
})

if (section) {
  find("[data-refresh]", section).hidden = true
  setTimeout(refresh, PAUSE, section)
}

/** @param {HTMLElement} shown */
async function refresh(shown) {
  try {
    const progress = document.hidden ? null : await requestJSON(shown.dataset.url ?? "")
    if (progress && progress.stage !== stage) {
      location.reload()
      return
    }
    if (progress) show(shown, progress)
  } catch {
    // The next request may succeed. Until then there is the link.
    find("[data-refresh]", shown).hidden = false
  }
  setTimeout(refresh, PAUSE, shown)
}

/**
 * @param {HTMLElement} shown
 * @param {{ percent: number | null, text: string, warning: string }} progress
 */
function show(shown, { percent, text, warning }) {
  find("[data-text]", shown).textContent = text
  const bar = find("[data-bar]", shown, HTMLProgressElement)
  if (percent === null) bar.removeAttribute("value")
  else bar.value = percent
  const notice = find("[data-warning]", shown)
  notice.textContent = warning
  notice.hidden = !warning
  const step = Math.floor((percent ?? 0) / ANNOUNCED_STEP)
  if (step === announced) return
  announced = step
  find("[data-status]", shown).textContent = text
}
