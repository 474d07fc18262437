// Sends the choice of a source without loading its page again, which would move the list and the focus.
import { find, findOptional } from "../common/dom.js"

// What a choice may change, besides the message.
const PARTS = ["#review", "[data-review-filter]", "[data-review-pages]"]

/**
 * Sends a form and returns the page that the server answers with; throws if there is none, as after a network error
 * or a sign-out.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
export async function sendChoice(form, button) {
  const body = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form, button)]))
  const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } })
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  if (!response.ok || !page.querySelector("#review")) throw new Error(response.statusText)
  return page
}

/**
 * Shows what a choice has changed.
 * @param {Document} page
 */
export function showChoice(page) {
  for (const selector of PARTS) {
    const current = findOptional(selector)
    const following = page.querySelector(selector)
    // The element stays, with its listeners.
    if (current && following) current.replaceChildren(...following.childNodes)
    else current?.replaceChildren()
  }
  showMessages(page)
}

/** @param {Document} page */
function showMessages(page) {
  const shown = page.querySelector(".messagelist")
  const current = findOptional(".messagelist")
  if (current && shown) current.replaceWith(shown)
  else if (shown) find("#content").before(shown)
  // Screen readers are not told of a list that is inserted.
  find("[data-status]").textContent = shown?.textContent?.trim() ?? ""
}
