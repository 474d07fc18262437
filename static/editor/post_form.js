// The form around the document: the slug follows the title, labels complete, nothing is sent twice or lost.
import { combobox } from "./combobox.js"
import { askJSON, gettext } from "./dom.js"
import { isUploading } from "./upload.js"

const form = document.getElementById("post_form")
const input = (id) => document.getElementById(id)

function followTitle() {
  const [title, slug] = [input("id_title"), input("id_slug")]
  if (!title || !slug) return
  const published = slug.hasAttribute("data-published") // Its address is known to readers.
  const made = () => window.URLify(title.value, 200, true)
  let follows = !published && (!slug.value || slug.value.replace(/-\d+$/, "") === made().replace(/-\d+$/, ""))
  const follow = () => follows && (slug.value = made())
  title.addEventListener("input", follow)
  slug.addEventListener("input", () => (follows = !published && !slug.value))
}

function completeLabels() {
  const labels = input("id_labels")
  if (!labels) return
  const split = () => {
    const names = labels.value.split(",")
    return { before: names.slice(0, -1).map((name) => name.trim()).filter(Boolean), last: names.at(-1).trim() }
  }
  combobox(labels, {
    ask: async () => {
      const { before, last } = split()
      if (!last) return []
      const taken = new Set(before.map((name) => name.toLowerCase()))
      const { labels: names } = await askJSON(labels.dataset.labels, { query: { q: last } })
      return names.filter((name) => !taken.has(name.toLowerCase())).map((name) => ({ label: name }))
    },
    pick: ({ label }) => {
      labels.value = [...split().before, label].join(", ") + ", "
      labels.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}

function guard() {
  const state = document.querySelector("[data-form-state]")
  let changed = false
  let sent = false
  form.addEventListener("input", () => (changed = true))
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-preview")) return
    if (sent || isUploading()) {
      event.preventDefault()
      state.textContent = sent ? gettext("Being saved…") : gettext("A picture is still on its way: save when it is here.")
      return
    }
    sent = true
    state.textContent = gettext("Being saved…")
  })
  addEventListener("pageshow", () => (sent = false)) // Back from the next page: the form works again.
  addEventListener("beforeunload", (event) => {
    if (changed && !sent) event.preventDefault()
  })
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault()
      form.querySelector("[name=_continue]")?.click()
    }
  })
}

if (form) {
  followTitle()
  completeLabels()
  guard()
}
