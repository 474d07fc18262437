// Requests to our own server: the CSRF token, and errors whose message may be shown.
import { el, gettext } from "./dom.js"

/** @typedef {{ unreachable: string, broken: string, signedOut: string }} ErrorMessages */

/**
 * @typedef {object} RequestOptions
 * @property {Record<string, string>} [query]
 * @property {unknown} [body]
 * @property {FormData | string[][] | Record<string, string>} [fields]
 * @property {Blob | FormData} [file] or a form with one
 * @property {boolean} [keepalive]
 * @property {AbortSignal} [signal]
 * @property {boolean} [acceptErrors]
 * @property {ErrorMessages} [messages]
 */

/** @type {ErrorMessages} */
const ERROR_MESSAGES = {
  unreachable: gettext("The server cannot be reached. Check the connection and try again."),
  broken: gettext("The server has a problem. Try again in a moment."),
  signedOut: gettext("You may be signed out. Sign in again in another tab."),
}

/** `signIn` is the URL of the sign-in page if the session may have ended. */
export class RequestError extends Error {
  /**
   * @param {string} message
   * @param {{ signIn?: string, cause?: unknown }} [options]
   */
  constructor(message, { signIn = "", cause } = {}) {
    super(message, { cause })
    this.signIn = signIn
  }
}

/** The cookie's token, which is new after signing in again in another tab, or else the page's own. */
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))
  return cookie ?? input?.value ?? ""
}

/**
 * The response of our server, whatever its status. Throws a RequestError, or the AbortError of `signal`.
 * @param {string | URL} url
 * @param {RequestInit} options
 * @param {ErrorMessages} messages
 */
async function send(url, options, messages) {
  try {
    return await fetch(url, { ...options, headers: { "X-CSRFToken": csrfToken(), ...options.headers } })
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    throw new RequestError(messages.unreachable, { cause: error })
  }
}

/**
 * @param {Response} response
 * @param {ErrorMessages} messages
 */
function unexpected({ status }, messages) {
  if (status >= 500) return new RequestError(messages.broken)
  const home = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".breadcrumbs a"))
  return new RequestError(messages.signedOut, { signIn: home?.href ?? "/admin/" })
}

/**
 * Sends JSON (`body`), a form (`fields`) or a `file`, or reads where there is none of them; returns the JSON of the answer.
 * Throws a RequestError, with the server's message if it sends one; with `acceptErrors` such an answer is returned.
 * `keepalive` requests are sent even while the page is being left.
 * @param {string | URL} url
 * @param {RequestOptions} [options]
 * @returns {Promise<any>}
 */
export async function requestJSON(url, options = {}) {
  const { query = {}, body, fields, file, keepalive, signal, acceptErrors = false, messages = ERROR_MESSAGES } = options
  const address = new URL(url, location.href)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  /** @type {RequestInit} */
  const init = { keepalive, signal, headers: { Accept: "application/json" } }
  if (fields) Object.assign(init, { method: "POST", body: new URLSearchParams(/** @type {string[][]} */ (fields)) })
  else if (file) Object.assign(init, { method: "POST", body: file })
  else if (body !== undefined) Object.assign(init, { method: "POST", body: JSON.stringify(body) })
  const response = await send(address, init, messages)
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json") && !response.redirected
  const answer = isJSON ? await response.json() : {}
  if (isJSON && (response.ok || acceptErrors)) return answer
  if (answer.error) throw new RequestError(answer.error)
  throw unexpected(response, messages)
}

/**
 * A page of ours as a document; throws a RequestError.
 * @param {string | URL} url
 * @param {RequestInit & { messages?: ErrorMessages }} [options]
 */
export async function requestPage(url, { messages = ERROR_MESSAGES, ...options } = {}) {
  const response = await send(url, { ...options, headers: { Accept: "text/html", ...options.headers } }, messages)
  if (!response.ok || response.redirected) throw unexpected(response, messages)
  return new DOMParser().parseFromString(await response.text(), "text/html")
}

/**
 * The message of an error that a request threw.
 * @param {unknown} error
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/** What authors read if a part of the editor that is loaded on first use does not arrive. */
export const notLoadedMessage = () => ERROR_MESSAGES.unreachable

/**
 * Shows a text, with a link to sign in if the session may have ended.
 * @param {Element} element
 * @param {string} text
 * @param {unknown} error
 */
export function showError(element, text, error) {
  element.textContent = text
  if (error instanceof RequestError && error.signIn)
    element.append(" ", el("a", { href: error.signIn, target: "_blank", textContent: gettext("Sign in") }))
}
