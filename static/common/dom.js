// Small things that every part of the editor needs.

export const gettext = window.gettext ?? ((text) => text)
export const ngettext = window.ngettext ?? ((one, many, count) => (count === 1 ? one : many))

/** An element with properties (`data-`, `aria-`, `role` and `for` as attributes) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue
    if (/^(data-|aria-|role$|for$|list$)/.test(name)) element.setAttribute(name, value)
    else element[name] = value
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

let count = 0
export const uniqueId = (prefix) => `${prefix}-${++count}`

/** The cookie's, which is new after signing in again in another tab; the page's own where there is no such cookie. */
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  return cookie ?? document.querySelector("[name=csrfmiddlewaretoken]").value
}

/** The answer of an address of ours; throws an Error whose message may be shown, or that of `signal`. */
async function ask(address, options) {
  let response
  try {
    response = await fetch(address, { ...options, headers: { "X-CSRFToken": csrfToken(), ...options.headers } })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw new Error(gettext("The server cannot be reached. Check the connection and try again."), { cause: error })
  }
  if (response.status >= 500) throw new Error(gettext("The server has a problem. Try again in a moment."))
  return response
}

/** With the page that asks who is there. */
const signedOut = () => {
  const signIn = document.querySelector(".breadcrumbs a")?.href ?? "/admin/"
  return Object.assign(new Error(gettext("You may be signed out. Sign in in another tab.")), { signIn })
}

/** Shows a text, with a link where its reason is that the session has ended. */
export function showReason(element, text, error) {
  element.textContent = text
  if (error.signIn)
    element.append(" ", el("a", { href: error.signIn, target: "_blank", textContent: gettext("Sign in") }))
}

/** JSON from an address of ours; throws an Error whose message may be shown. */
export async function askJSON(url, { query, body, keepalive = false, signal } = {}) {
  const address = new URL(url, location.href)
  for (const [name, value] of Object.entries(query ?? {})) address.searchParams.set(name, value)
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
  options.keepalive = keepalive // It is sent even if the page is left.
  options.signal = signal
  options.headers = { Accept: "application/json" }
  const response = await ask(address, options)
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json")
  const answer = isJSON ? await response.json() : {}
  if (!response.ok || response.redirected || !isJSON) throw answer.error ? new Error(answer.error) : signedOut()
  return answer
}

/** A page of ours as HTML; throws likewise. */
export async function askPage(url, options = {}) {
  const response = await ask(url, options)
  if (!response.ok || response.redirected) throw signedOut()
  return response.text()
}

/** Calls `run` once, `wait` milliseconds after the last call. */
export function debounce(run, wait) {
  let timer
  return (...values) => {
    clearTimeout(timer)
    timer = setTimeout(() => run(...values), wait)
  }
}

/** By the languages that the server has as right to left. */
export const isRightToLeft = (language) => /^(ar|ckb|fa|he|ug|ur)(-|$)/i.test(language.trim())

const live = el("div", { className: "editor-announcer", role: "status", "aria-live": "polite" })

/** Is there room for a panel beside the sheet? Narrower, it lies over the form. As in the style sheets. */
export const BESIDE = matchMedia("(min-width: 1280px)")

/** Tell screen readers what has just happened; they hear nothing of what lies behind an open dialog. */
export function announce(text) {
  const place = document.querySelector("dialog:modal") ?? document.body
  if (live.parentNode !== place) place.append(live)
  live.textContent = ""
  requestAnimationFrame(() => (live.textContent = text))
}
