// The fields of the form beside the document, as a pasted article fills them.

export const isChoice = ({ type }) => ["checkbox", "radio"].includes(type)
const input = (id) => document.getElementById(id)

/** What `restore` takes: whether a checkbox or radio is on, else the text. */
export const valueOf = (element) => (isChoice(element) ? element.checked : element.value)

/** Fill fields, given by their ids, as if they had been typed. */
export function restore(values) {
  for (const [id, value] of Object.entries(values)) {
    const element = input(id)
    if (!element || valueOf(element) === value) continue
    if (isChoice(element)) element.checked = value
    else element.value = value
    element.dispatchEvent(new Event("input", { bubbles: true }))
    element.dispatchEvent(new Event("change", { bubbles: true }))
  }
}

/** What the form says before and after the parts of an article are filled in, each as `restore` takes it. */
export function filledWith({ title, date, labels }) {
  const known =
    input("id_labels")
      ?.value.split(",")
      .map((label) => label.trim())
      .filter(Boolean) ?? []
  const names = new Map([...known, ...labels].map((label) => [label.toLowerCase(), label]))
  for (const label of known) names.set(label.toLowerCase(), label)
  const after = {
    ...(title ? { id_title: title } : {}),
    ...(date ? { id_published_at_0: date, id_published_at_1: input("id_published_at_1")?.value || "12:00:00" } : {}),
    ...(labels.length ? { id_labels: [...names.values()].join(", ") } : {}),
  }
  for (const id of Object.keys(after)) if (!input(id)) delete after[id]
  // The slug may follow the title, so it is taken back after it.
  const ids = [...Object.keys(after), ...(title && input("id_slug") ? ["id_slug"] : [])]
  return { before: Object.fromEntries(ids.map((id) => [id, input(id).value])), after }
}
