// Before a change of what readers have seen is sent, or a draft of it goes on to its publication: is it a typo, an update or a correction?
import { el, gettext } from "./dom.js"

const ONWARDS = /^(handed_in|published|scheduled)/ // Transitions of a draft.
const SEEN = ["title", "summary", "published_at_0", "published_at_1", "document"]

/** Asks in a dialog, once for each change. What the server has asked already stands in the form. */
export function correctionDialog(form) {
  const fieldset = form.querySelector("fieldset.correction-note")
  if (!fieldset) return
  const kinds = [...fieldset.querySelectorAll("[name=change_kind]")]
  const text = fieldset.querySelector("[name=change_text]")
  const kind = () => kinds.find(({ checked }) => checked)?.value ?? ""
  const showText = () => (text.closest(".form-row").hidden = kind() === "typo")
  for (const radio of kinds) radio.addEventListener("change", showText)
  showText()
  if (fieldset.querySelector(".errorlist")) return
  const isOut = fieldset.classList.contains("is-out")
  const isChanged = fieldset.classList.contains("is-changed") || Boolean(document.querySelector(".error-summary"))
  const missing = () =>
    !kind()
      ? gettext("Choose what kind of change it is.")
      : kind() !== "typo" && !text.value.trim()
        ? gettext("Write a note to readers.")
        : ""

  const seen = () => {
    const data = new FormData(form) // The document's field is brought up to date.
    return SEEN.map((name) => data.get(name)).join("\0")
  }
  const first = seen()
  const error = el("p", { className: "errornote", role: "alert", hidden: true })
  const save = el("button", { type: "button", className: "button default", textContent: gettext("Save") })
  const back = el("button", { type: "button", className: "button", textContent: gettext("Back to the post") })
  const dialog = el("dialog", {
    className: "desk-dialog correction-dialog",
    "aria-labelledby": fieldset.getAttribute("aria-labelledby"),
  })
  fieldset.before(dialog)
  dialog.append(fieldset, error, el("p", { className: "dialog-buttons" }, save, back))
  let button = null
  let isAnswered = !missing() // It came back with the form, or was saved with the draft.

  function leave() {
    dialog.close()
    button?.focus()
  }
  function answer() {
    const reason = missing()
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
    if (event.key !== "Enter" || event.isComposing || event.target.tagName === "BUTTON") return
    if (event.target === text && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    answer()
  })
  for (const type of ["input", "change"])
    form.addEventListener(type, ({ target }) => dialog.contains(target) || (isAnswered = false))
  form.addEventListener(
    "submit",
    (event) => {
      const { submitter } = event
      const transition = submitter?.name === "transition" ? submitter.value : ""
      const isAsked = isOut ? !transition || transition.startsWith("published") : ONWARDS.test(transition)
      if (isAnswered || !isAsked || submitter?.hasAttribute("data-preview") || !(isChanged || seen() !== first)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (dialog.open) return answer()
      button = submitter
      error.hidden = true
      save.textContent = transition ? submitter.textContent : gettext("Save")
      dialog.showModal()
      ;(kinds.find(({ checked }) => checked) ?? kinds[0]).focus()
    },
    true,
  )
}
