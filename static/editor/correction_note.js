// The note to readers: whether a change of a published post is a typo, an update or a correction. The publish panel asks.
import { editorOf, find, findAll, findOptional, gettext } from "../common/dom.js"

const PUBLISHING_RE = /^(handed_in|published|scheduled)$/ // Transitions of a draft.
const SEEN_FIELDS = ["title", "summary", "published_at_0", "published_at_1", "document"]

/** @typedef {NonNullable<ReturnType<typeof correctionNote>>} CorrectionNote */

/**
 * The fields of the note, null for a post that readers have not seen. A note counts as answered until the next change.
 * @param {HTMLFormElement} form
 */
export function correctionNote(form) {
  const fieldset = findOptional("fieldset.correction-note", form)
  if (!fieldset) return null
  const kinds = findAll("[name=change_kind]", fieldset, HTMLInputElement)
  const text = find("[name=change_text]", fieldset, HTMLTextAreaElement)
  const kind = () => kinds.find(({ checked }) => checked)?.value ?? ""
  const row = /** @type {HTMLElement} */ (text.closest(".form-row"))
  const showText = () => (row.hidden = kind() === "typo")
  const loading = import("./typo.js").catch(() => null) // Without it, the author chooses.
  let isProposed = false
  for (const radio of kinds)
    radio.addEventListener("change", () => {
      isProposed = false
      showText()
    })
  showText()

  const isOut = fieldset.classList.contains("is-out")
  const isChanged = fieldset.classList.contains("is-changed") || Boolean(document.querySelector(".error-summary"))
  const seenText = () => {
    const data = new FormData(form) // The document's field is brought up to date.
    return SEEN_FIELDS.map((name) => data.get(name)).join("\0")
  }
  let initialText = seenText()
  // Extensions may still normalize the document as they start, which is no change.
  editorOf(form).on("create", () => queueMicrotask(() => (initialText = seenText())))
  const missingPart = () =>
    !kind()
      ? gettext("Choose what kind of change it is.")
      : kind() !== "typo" && !text.value.trim()
        ? gettext("Write a note to readers.")
        : ""
  let isAnswered = !missingPart() // The form came back with an answer, or the draft was saved with it.
  for (const type of ["input", "change"])
    form.addEventListener(type, ({ target }) => {
      if (!fieldset.contains(/** @type {Node} */ (target))) isAnswered = false
    })

  return {
    element: fieldset,
    /**
     * Whether readers will notice a change. It reads the whole document.
     * @param {string} transition '' for a save
     */
    isRequired: (transition) =>
      (isOut ? !transition : PUBLISHING_RE.test(transition)) && (isChanged || seenText() !== initialText),
    isAnswered: () => isAnswered,
    accept: () => (isAnswered = true),
    missingPart,
    /** Proposes that the change is a typo, if it surely is one and nothing was chosen. It reads the whole document. */
    propose() {
      loading.then((module) => {
        const typo = kinds.find(({ value }) => value === "typo")
        if (!module || !typo || (kind() && !isProposed)) return
        isProposed = !isChanged && module.isTypo(initialText, seenText())
        typo.checked = isProposed
        showText()
      })
    },
    /** The field that has no answer. */
    nextField: () => (kind() ? text : kinds[0]),
    focusKind: () => (kinds.find(({ checked }) => checked) ?? kinds[0]).focus(),
  }
}
