// Drafts of replies stay in this tab until the reply is published, on the queue and on a comment's page; so does the
// reason of a decision on a comment's page.

import { control, findAll, findOptional, targetOf } from "../common/dom.js"

const PREFIX = "reply "
/** @param {HTMLFormElement} form */
const keyOf = (form) => PREFIX + new URL(form.action).pathname

/** @param {string} key */
function readDraft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null")
  } catch {
    return null // Switched off.
  }
}

/** @param {Event} event */
function storeDraft(event) {
  const form = /** @type {HTMLFormElement | null} */ (targetOf(event).closest("[data-reply]"))
  if (!form) return
  const text = control(form, "text").value
  if (!text) return forgetDraft(form)
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ text, submission: control(form, "submission").value }))
  } catch {
    // Full, or switched off.
  }
}

/** @param {string} key */
function forget(key) {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Switched off.
  }
}

/** @param {HTMLFormElement} form */
export const forgetDraft = (form) => forget(keyOf(form))

/** Forgets the drafts whose replies this page reports as published. */
function forgetSent() {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith(PREFIX)) continue
      const submission = CSS.escape(readDraft(key)?.submission)
      if (findOptional(`.messagelist .sent-${submission}`)) forget(key)
    }
  } catch {
    // Switched off.
  }
}

/**
 * Restores the drafts of forms without a text, and unfolds them.
 * @param {ParentNode} root
 */
export function fillDrafts(root) {
  for (const form of findAll("[data-reply]", root, HTMLFormElement)) {
    const draft = readDraft(keyOf(form))
    const field = control(form, "text")
    if (!draft || field.value) continue
    field.value = draft.text
    // The number of the submission goes with the text, so that no reply is published twice.
    control(form, "submission").value = draft.submission
    const folded = form.closest("details")
    if (folded) folded.open = true
  }
}

/**
 * Keeps the reason on a comment's page until a decision is sent: a pick or a lock loads the page anew.
 * @param {HTMLInputElement} field
 */
function keepReason(field) {
  const key = `reason ${location.pathname}`
  try {
    field.value ||= sessionStorage.getItem(key) ?? ""
  } catch {
    return // Switched off.
  }
  field.addEventListener("input", () => {
    try {
      sessionStorage.setItem(key, field.value)
    } catch {
      // Full.
    }
  })
  field.form?.addEventListener("submit", () => forget(key))
}

document.addEventListener("input", storeDraft)
forgetSent()
fillDrafts(document)
const reasonField = findOptional("#reason", document, HTMLInputElement)
if (reasonField) keepReason(reasonField)
