// Asks whether a change of a published post is a typo, an update or a correction: before it is sent, or before a draft of
// it is published.
import { el, find, findAll, findOptional, gettext, targetOf } from "../common/dom.js"

const PUBLISHING_RE = /^(handed_in|published|scheduled)/ // Transitions of a draft.
const SEEN_FIELDS = ["title", "summary", "published_at_0", "published_at_1", "document"]

/**
 * Asks in a dialog, once for each change; not if the server has asked in the form.
 * @param {HTMLFormElement} form
 */
export function correctionDialog(form) {
  const fieldset = findOptional("fieldset.correction-note", form)
  if (!fieldset) return
  const kinds = findAll("[name=change_kind]", fieldset, HTMLInputElement)
  const text = find("[name=change_text]", fieldset, HTMLTextAreaElement)
  const kind = () => kinds.find(({ checked }) => checked)?.value ?? ""
  const row = /** @type {HTMLElement} */ (text.closest(".form-row"))
  const showText = () => (row.hidden = kind() === "typo")
  for (const radio of kinds) radio.addEventListener("change", showText)
  showText()
  if (fieldset.querySelector(".errorlist")) return
  const isOut = fieldset.classList.contains("is-out")
  const isChanged = fieldset.classList.contains("is-changed") || Boolean(document.querySelector(".error-summary"))
  const missingPart = () =>
    !kind()
      ? gettext("Choose what kind of change it is.")
      : kind() !== "typo" && !text.value.trim()
        ? gettext("Write a note to readers.")
        : ""

  const seenText = () => {
    const data = new FormData(form) // The document's field is brought up to date.
    return SEEN_FIELDS.map((name) => data.get(name)).join("\0")
  }
  const initialText = seenText()
  const error = el("p", { className: "errornote", role: "alert", hidden: true })
  const save = el("button", { type: "button", className: "button default", textContent: gettext("Save") })
  const back = el("button", { type: "button", className: "button", textContent: gettext("Back to the post") })
  const dialog = el("dialog", {
    className: "desk-dialog correction-dialog",
    "aria-labelledby": fieldset.getAttribute("aria-labelledby"),
  })
  fieldset.before(dialog)
  dialog.append(fieldset, error, el("p", { className: "dialog-buttons" }, save, back))
  /** @type {HTMLButtonElement | null} */
  let button = null
  let isAnswered = !missingPart() // The form came back with an answer, or the draft was saved with it.

  function leave() {
    dialog.close()
    button?.focus()
  }
  function answer() {
    const reason = missingPart()
    error.textContent = reason
    error.hidden = !reason
    if (reason) return (kind() ? text : kinds[0]).focus()
    isAnswered = true
    leave()
    form.requestSubmit(button)
  }
  save.addEventListener("click", answer)
  back.addEventListener("click", leave)
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || targetOf(event).tagName === "BUTTON") return
    if (event.target === text && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    answer()
  })
  for (const type of ["input", "change"])
    form.addEventListener(type, ({ target }) => {
      if (!dialog.contains(/** @type {Node} */ (target))) isAnswered = false
    })
  form.addEventListener(
    "submit",
    (event) => {
      const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter)
      const transition = submitter?.name === "transition" ? submitter.value : ""
      const isAsked = isOut ? !transition || transition.startsWith("published") : PUBLISHING_RE.test(transition)
      if (
        isAnswered ||
        !isAsked ||
        submitter?.hasAttribute("data-preview") ||
        !(isChanged || seenText() !== initialText)
      )
        return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (dialog.open) return answer()
      button = submitter
      error.hidden = true
      save.textContent = (transition && submitter?.textContent) || gettext("Save")
      dialog.showModal()
      ;(kinds.find(({ checked }) => checked) ?? kinds[0]).focus()
    },
    true,
  )
}
