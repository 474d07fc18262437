// Shows the progress of merges, splits and undos that run in the background, and their result.
import { findOptional } from "../common/dom.js"
import { requestPage } from "../common/http.js"

const PAUSE = 2000 // ms between two requests
const REPLACED = ["#source-tasks", "#source-changes"]

schedule()

function schedule() {
  if (findOptional("#source-tasks[data-url] progress", document, HTMLElement)) setTimeout(refresh, PAUSE)
}

async function refresh() {
  const section = findOptional("#source-tasks", document, HTMLElement)
  if (!section?.dataset.url) return
  try {
    const page = document.hidden ? null : await requestPage(section.dataset.url)
    for (const selector of REPLACED) {
      const current = page?.querySelector(selector)
      if (current) document.querySelector(selector)?.replaceWith(current)
    }
  } catch {
    // The next request may succeed; the page itself says nothing wrong meanwhile.
  }
  schedule()
}
