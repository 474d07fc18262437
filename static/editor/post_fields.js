// The fields of the form beside the document, as a pasted article fills them.

const input = (id) => document.getElementById(id)

/** What the form says now; `restore` takes it back. */
export function snapshot() {
  return Object.fromEntries(
    ["id_title", "id_slug", "id_published_at_0", "id_published_at_1", "id_labels"].map((id) => [id, input(id)?.value]),
  )
}

export function restore(values) {
  for (const [id, value] of Object.entries(values)) {
    const element = input(id)
    if (!element || element.value === value || value === undefined) continue
    element.value = value
    element.dispatchEvent(new Event("input", { bubbles: true }))
    element.dispatchEvent(new Event("change", { bubbles: true }))
  }
}

/** Values as `restore` takes them, for what was found in an article. */
export function filledWith({ title, date, labels }) {
  const now = snapshot()
  const known = now.id_labels?.split(",").map((label) => label.trim()).filter(Boolean) ?? []
  return {
    ...(title ? { id_title: title } : {}),
    ...(date ? { id_published_at_0: date, id_published_at_1: now.id_published_at_1 || "12:00:00" } : {}),
    ...(labels.length ? { id_labels: [...new Set([...known, ...labels])].join(", ") } : {}),
  }
}
