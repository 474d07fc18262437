// The parts of attributions, requested while the dialog is open, and again for those that are edited.
import { requestJSON } from "../common/http.js"

const MAX_ATTRIBUTIONS = 200 // in one request, as in blog/admin/posts/api.py

/**
 * Returns functions that request the parts of attributions, and that find those that have arrived.
 * @param {string} url
 */
export function createCredits(url) {
  /** @type {Map<string, any>} */
  const credits = new Map()
  /** @param {string[]} attributions */
  async function request(attributions) {
    const missing = [...new Set(attributions)].filter((line) => line && !credits.has(line)).slice(0, MAX_ATTRIBUTIONS)
    if (!missing.length) return
    try {
      const answer = await requestJSON(url, { body: missing })
      missing.forEach((line, index) => credits.set(line, answer.attributions[index]))
    } catch {
      // Quotations request their own.
    }
  }
  return { request, find: (/** @type {string} */ attribution) => credits.get(attribution) }
}
