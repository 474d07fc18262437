// Requests of the comment queue, and its texts.

import { find, readJSON } from "../common/dom.js"
import { requestJSON, requestPage } from "../common/http.js"

/** @typedef {[name: string, value: string][]} Fields */

export const texts = readJSON("moderation-messages")

let pending = 0
/** @param {1 | -1} by */
function countPending(by) {
  pending += by
  find("[data-queue]").setAttribute("aria-busy", String(pending > 0))
}

// Requests are sent one after the other, so that the counts of the last answer are current; all at once as the page is left.
/** @type {((value?: unknown) => void)[]} */
const waiting = []
let isSending = false
addEventListener("pagehide", () => waiting.splice(0).forEach((start) => start()))

/**
 * Sends fields, even while the page is being left; throws a RequestError.
 * @param {string} address
 * @param {Fields} fields
 */
export async function send(address, fields) {
  countPending(1)
  if (isSending) await new Promise((start) => waiting.push(start))
  isSending = true
  try {
    return await requestJSON(address, { fields, keepalive: true, messages: texts })
  } finally {
    isSending = waiting.length > 0
    waiting.shift()?.()
    countPending(-1)
  }
}

/**
 * The page that fields lead to, as a document; throws a RequestError.
 * @param {string} address
 * @param {Fields} fields
 */
export const fetchPage = (address, fields) =>
  requestPage(address, { method: "POST", body: new URLSearchParams(fields), messages: texts })
