// Keys of the review of quotations and of their sources, while the focus is among the examples: J and
// K step, X takes an example out, and the bar says how many quotations are accepted. `data-row-key` is
// the key of a button of one example, `data-key` that of one for all of them. A decision leads to the
// next form, so a key that is held down, or pressed again before the answer or just after it, decides
// nothing there. The choice of a source leaves the page as it is; if its row is gone, the same goes for the
// row in its place. Without a connection, the row says so.
import { findAll, findOptional, targetOf } from "../common/dom.js"
import { ConnectionLost, hideFailure, sendChoice, showChoice, showFailure } from "./import_sources.js"

const review = findOptional("#review")
// Pressed twice by mistake: nobody has read the next form or row by then.
const TOO_SOON = 1000 // ms after a decision

if (review) {
  const form = review
  prepare(form)
  // After a decision, the address names the next one.
  const named = listExamples(form).find((example) => example.id && `#${example.id}` === location.hash)
  if (named) named.focus()
  else listExamples(form)[0]?.focus({ preventScroll: true })
  let isLeaving = false
  let isRefused = false
  // When the page showed what nobody asked for.
  let shownAt = findOptional(".messagelist") && findOptional(".review-decisions") ? Date.now() : -Infinity
  form.addEventListener("submit", (event) => {
    const sent = /** @type {HTMLFormElement} */ (event.target)
    const isChoice = sent.matches("[data-choice]") && !isRefused
    if (isChoice) event.preventDefault()
    if (isChoice && !isLeaving) choose(sent, event.submitter)
    isLeaving = true
  })

  /**
   * @param {HTMLFormElement} sent
   * @param {HTMLElement | null} button
   */
  async function choose(sent, button) {
    const fields = new FormData(sent)
    const index = listExamples(form).findIndex((example) => example.contains(sent))
    hideFailure(form)
    let page
    try {
      page = await sendChoice(sent, button)
    } catch (error) {
      if (error instanceof ConnectionLost) {
        isLeaving = false
        showFailure(form, sent)
        return
      }
      isRefused = true // The browser sends it again, and shows what is wrong.
      sent.requestSubmit(button)
      return
    }
    isLeaving = false
    showChoice(page)
    prepare(form)
    const row = findOptional(`#source-${fields.get("next") ?? fields.get("row")}`, form)
    if (!row) shownAt = Date.now()
    const examples = listExamples(form)
    const following = row ?? examples[Math.min(Math.max(index, 0), examples.length - 1)]
    ;(following ?? findOptional("[data-empty] a", form))?.focus()
  }

  form.addEventListener("click", (event) => {
    if (targetOf(event).closest("a[data-key], a[data-row-key]")) isLeaving = true
  })
  // From the cache of the browser.
  addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false
  })
  form.addEventListener("keydown", (event) => {
    if (isLeaving || (event.repeat && !/^[jk]$/i.test(event.key))) return
    if (/^[anu]$/i.test(event.key) && Date.now() - shownAt < TOO_SOON) return
    if (targetOf(event).matches("input:not([type=checkbox]), select, textarea")) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    // It would press the first button of the form.
    if (event.key === "Enter" && targetOf(event).matches("input")) event.preventDefault()
    if (act(form, event.key.toLowerCase(), targetOf(event))) event.preventDefault()
  })
  const bars = findOptional("#review-bars", form)
  if (bars) {
    const texts = JSON.parse(bars.textContent ?? "[]")
    form.addEventListener("change", () => showBar(form, texts))
    showBar(form, texts) // The browser keeps boxes ticked when the page is loaded again.
  }
}

/** @param {HTMLElement} form */
function listExamples(form) {
  return findAll(".review-example", form)
}

/** @param {HTMLElement} form */
function prepare(form) {
  for (const example of listExamples(form)) example.tabIndex = -1
}

/**
 * Shows how many quotations are accepted now.
 * @param {HTMLElement} form
 * @param {{ accept: string, confidence: string }[]} texts By the number of examples left out.
 */
function showBar(form, texts) {
  const text = texts[findAll("input[type=checkbox]:checked", form).length]
  const accept = findOptional(".review-accept", form)
  const confidence = findOptional(".review-confidence", form)
  if (text && accept && confidence) {
    accept.textContent = text.accept
    confidence.textContent = text.confidence
  }
}

/**
 * Returns whether the key has a meaning.
 * @param {HTMLElement} form
 * @param {string} key
 * @param {HTMLElement} target
 */
function act(form, key, target) {
  const examples = listExamples(form)
  const index = examples.findIndex((example) => example.contains(target))
  const name = CSS.escape(key)
  const own = index >= 0 ? findOptional(`[data-row-key="${name}"]`, examples[index]) : null
  const button = own ?? findOptional(`[data-key="${name}"]`, form)
  if (button) button.click()
  else if (key === "j") examples[Math.min(index + 1, examples.length - 1)]?.focus()
  else if (key === "k") examples[Math.max(index - 1, 0)]?.focus()
  else if (key === "x" && index >= 0) findOptional("input[type=checkbox]", examples[index])?.click()
  else return false
  return true
}
