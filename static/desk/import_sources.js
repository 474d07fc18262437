// Sends the choice of a source without loading its page again, which would move the list and the focus.
import { el, find, findOptional } from "../common/dom.js"

// What a choice may change, besides the message.
const PARTS = ["#review", "[data-review-filter]", "[data-review-pages]"]

/** The answer was lost, so the choice may or may not be stored. It can be sent again: what is done stays so. */
export class ConnectionLost extends Error {}

/**
 * Sends a form and returns the page that the server answers with. Throws ConnectionLost without an answer, and another
 * error for another one, as after a sign-out.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
export async function sendChoice(form, button) {
  const body = new URLSearchParams(/** @type {[string, string][]} */ ([...new FormData(form, button)]))
  let response, html
  try {
    response = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } })
    html = await response.text()
  } catch (cause) {
    throw new ConnectionLost("", { cause })
  }
  const page = new DOMParser().parseFromString(html, "text/html")
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

/**
 * Says below the buttons of a choice that it was not sent.
 * @param {HTMLElement} review
 * @param {HTMLFormElement} choice
 */
export function showFailure(review, choice) {
  choice.append(el("p", { className: "review-failure", role: "alert", textContent: review.dataset.failure }))
}

/** @param {HTMLElement} review */
export function hideFailure(review) {
  findOptional(".review-failure", review)?.remove()
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
