// What the queue sends, and the words in which it says what came of it.

import { csrfToken } from "../editor/dom.js"

export const words = JSON.parse(document.getElementById("moderation-words").textContent)

let underWay = 0
function busy(by) {
  underWay += by
  document.querySelector("[data-queue]").setAttribute("aria-busy", underWay > 0)
}

// One after the other, so that what the last answer counts is how it is. Whoever leaves waits for none.
const line = []
let isTaken = false
addEventListener("pagehide", () => line.splice(0).forEach((start) => start()))

/** Sends fields to an address of ours, also while the page is left; throws an Error whose message
 * may be shown. */
export async function send(address, fields) {
  busy(1)
  if (isTaken) await new Promise((start) => line.push(start))
  isTaken = true
  try {
    return await answerOf(address, new URLSearchParams(fields))
  } finally {
    isTaken = line.length > 0
    line.shift()?.()
    busy(-1)
  }
}

async function answerOf(address, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() }
  let response
  try {
    response = await fetch(address, { method: "POST", body, headers, keepalive: true })
  } catch {
    throw new Error(words.unreachable)
  }
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json")
  const answer = isJSON ? await response.json() : {}
  if (response.ok && isJSON && !response.redirected) return answer
  throw new Error(answer.error ?? (response.status >= 500 ? words.broken : words.signedOut))
}

/** A page of ours that a form asks for, as a document; throws as `send` does. */
export async function fetchPage(address, fields) {
  const headers = { Accept: "text/html", "X-CSRFToken": csrfToken() }
  let response
  try {
    response = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers })
  } catch {
    throw new Error(words.unreachable)
  }
  if (response.ok && !response.redirected) return new DOMParser().parseFromString(await response.text(), "text/html")
  throw new Error(response.status >= 500 ? words.broken : words.signedOut)
}
