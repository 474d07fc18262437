// The fields of the form beside the document, filled from a pasted article or a draft.

/** @typedef {Record<string, string | boolean>} Values by the IDs of fields; of checkboxes and radios whether they are on */

/** @param {{ type: string }} field */
const isChoice = ({ type }) => ["checkbox", "radio"].includes(type)
/** @param {string} id */
const inputOf = (id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id))

/**
 * The value of a field, as `fillFields` takes it.
 * @param {HTMLInputElement} field
 */
export const valueOf = (field) => (isChoice(field) ? field.checked : field.value)

/**
 * Fills fields as if they had been typed.
 * @param {Values} values
 */
export function fillFields(values) {
  for (const [id, value] of Object.entries(values)) {
    const field = inputOf(id)
    if (!field || valueOf(field) === value) continue
    if (typeof value === "boolean") field.checked = value
    else field.value = value
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.dispatchEvent(new Event("change", { bubbles: true }))
  }
}

/** The title, the date and the language in the form that a pasted article may replace. */
export const readFields = () => ({
  title: inputOf("id_title")?.value.trim() ?? "",
  date: inputOf("id_published_at_0")?.value.trim() ?? "",
  language: inputOf("id_language")?.value.trim(),
})

/**
 * The values of the form before and after the parts of an article are filled in.
 * @param {import("./split_candidates.js").Values} article
 * @returns {{ before: Values, after: Values }}
 */
export function articleValues({ title, date, labels, language }) {
  const present = splitLabels(inputOf("id_labels")?.value ?? "")
  /** @type {Values} */
  const after = {}
  if (title) after.id_title = title
  if (date) {
    after.id_published_at_0 = date
    after.id_published_at_1 = inputOf("id_published_at_1")?.value || "12:00:00"
  }
  if (labels.length) after.id_labels = mergeLabels(present, labels).join(", ")
  if (language) after.id_language = language
  for (const id of Object.keys(after)) if (!inputOf(id)) delete after[id]
  // The slug may follow the title, so it is restored after it.
  const ids = [...Object.keys(after), ...(title ? ["id_slug"] : [])]
  return { before: Object.fromEntries(ids.flatMap((id) => entryOf(id))), after }
}

/**
 * @param {string} id
 * @returns {[string, string][]}
 */
function entryOf(id) {
  const field = inputOf(id)
  return field ? [[id, field.value]] : []
}

/**
 * The labels in the text of a field.
 * @param {string} text
 */
export const splitLabels = (text) =>
  text
    .split(",")
    .map((label) => label.trim())
    .filter(Boolean)

/**
 * Labels without duplicates, whose case may differ; those already present keep their spelling.
 * @param {string[]} present
 * @param {string[]} added
 */
export function mergeLabels(present, added) {
  const labels = new Map([...present, ...added].map((label) => [label.toLowerCase(), label]))
  for (const label of present) labels.set(label.toLowerCase(), label)
  return [...labels.values()]
}
