// Suggests an address while a name is typed, until the address is edited: the admin’s `prepopulated_fields`.
import { find } from "../common/dom.js"
import { createSlug } from "../editor/slug.js"

const { slugFields } = find("[data-slug-fields]").dataset
for (const { id, dependency_ids, maxLength } of JSON.parse(slugFields ?? "[]")) {
  const slug = find(id, document, HTMLInputElement)
  const name = find(dependency_ids[0], document, HTMLInputElement)
  let follows = !slug.value
  name.addEventListener("input", () => {
    if (follows) slug.value = createSlug(name.value, maxLength)
  })
  slug.addEventListener("input", () => (follows = !slug.value))
}
