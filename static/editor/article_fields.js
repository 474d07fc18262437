// The fields of the form that a pasted article fills in.
import { inputOf, splitLabels } from "./post_fields.js"

/** @typedef {import("./post_fields.js").Values} Values */

/** The fields of the byline, which editors have. */
const findBylines = () =>
  /** @type {HTMLSelectElement[]} */ ([...document.querySelectorAll("select[id^='id_byline_']")])

/** The values in the form that a pasted article may replace, and the authors that it offers. */
export const readFields = () => ({
  title: inputOf("id_title")?.value.trim() ?? "",
  date: inputOf("id_published_at_0")?.value.trim() ?? "",
  language: inputOf("id_language")?.value.trim(),
  summary: inputOf("id_summary")?.value.trim() ?? "",
  byline: findBylines()
    .flatMap(({ value, selectedOptions: [option] }) => (value ? option.text : []))
    .join(", "),
  maxAuthors: findBylines().length,
  authors: [...(findBylines()[0]?.options ?? [])].flatMap(({ value, text }) => (value ? { value, name: text } : [])),
})

/**
 * The values of the form before and after the parts of an article are filled in.
 * @param {import("./split_candidates.js").Offer["values"]} article
 * @returns {{ before: Values, after: Values }}
 */
export function articleValues({ title, date, labels, language, summary, byline }) {
  const present = splitLabels(inputOf("id_labels")?.value ?? "")
  /** @type {Values} */
  const after = {}
  if (title) after.id_title = title
  if (date) {
    after.id_published_at_0 = date
    after.id_published_at_1 = inputOf("id_published_at_1")?.value || "12:00"
  }
  if (labels.length) after.id_labels = mergeLabels(present, labels).join(", ")
  if (language) after.id_language = language
  if (summary) after.id_summary = summary
  if (byline.length) for (const [index, { id }] of findBylines().entries()) after[id] = byline[index] ?? ""
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
 * Labels without duplicates, whose case may differ; those already present keep their spelling.
 * @param {string[]} present
 * @param {string[]} added
 */
export function mergeLabels(present, added) {
  const labels = new Map([...present, ...added].map((label) => [label.toLowerCase(), label]))
  for (const label of present) labels.set(label.toLowerCase(), label)
  return [...labels.values()]
}
