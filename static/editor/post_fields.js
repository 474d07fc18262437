// The fields of the form beside the document, filled from a pasted article or a draft.

/** @typedef {Record<string, string | boolean>} Values by the IDs of fields; of checkboxes and radios whether they are on */

/** @param {{ type: string }} field */
const isChoice = ({ type }) => ["checkbox", "radio"].includes(type)
/**
 * The field of an ID.
 * @param {string} id
 */
export const inputOf = (id) => /** @type {HTMLInputElement | null} */ (document.getElementById(id))

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

/**
 * The labels in the text of a field.
 * @param {string} text
 */
export const splitLabels = (text) =>
  text
    .split(",")
    .map((label) => label.trim())
    .filter(Boolean)
