// The form around the document: the slug follows the title, labels complete, nothing is sent twice or lost.
import { autosave } from "./autosave.js"
import { checks } from "./checks.js"
import { combobox } from "./combobox.js"
import { askJSON, el, gettext } from "./dom.js"
import { submitOnce } from "./submit_once.js"
import { livePreview } from "./preview.js"
import { correctionDialog } from "./correction_dialog.js"
import { publishWarning } from "./publish_warning.js"

const form = document.querySelector("#post_form, #page_form")
const NEAR_LIMIT = 30 // Characters left, from which on they are counted.
const input = (id) => document.getElementById(id)

function followTitle() {
  const [title, slug] = [input("id_title"), input("id_slug")]
  if (!title || !slug) return
  const published = slug.hasAttribute("data-published") // Its address is known to readers.
  const made = () => window.URLify(title.value, 180, true)
  let follows = !published && (!slug.value || slug.value.replace(/-\d+$/, "") === made().replace(/-\d+$/, ""))
  const follow = () => follows && (slug.value = made())
  title.addEventListener("input", follow)
  slug.addEventListener("input", () => (follows = !published && !slug.value))
}

/** How much of the title fits, once it is nearly full. Too long a title is refused by the server, with nothing cut. */
function countTitle() {
  const title = input("id_title")
  const limit = Number(title?.dataset.limit)
  if (!limit) return
  const count = el("p", { id: "title-count", className: "help title-count", role: "status", hidden: true })
  title.after(count)
  title.setAttribute("aria-describedby", [title.getAttribute("aria-describedby"), count.id].filter(Boolean).join(" "))
  const show = () => {
    const length = [...title.value].length // As the server counts: an emoji is one.
    count.hidden = length < limit - NEAR_LIMIT
    const text =
      length > limit
        ? gettext("{length} of at most {limit} characters: too long to save")
        : gettext("{length} of at most {limit} characters")
    count.textContent = count.hidden ? "" : text.replace("{length}", length).replace("{limit}", limit)
    count.classList.toggle("is-error", length > limit)
  }
  title.addEventListener("input", show)
  show()
}

function completeLabels() {
  const labels = input("id_labels")
  if (!labels) return
  const split = () => {
    const names = labels.value.split(",")
    return {
      before: names
        .slice(0, -1)
        .map((name) => name.trim())
        .filter(Boolean),
      last: names.at(-1).trim(),
    }
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

/** Enter in a field sends nothing; in the title it goes on to the text, and so does Tab: the toolbar is before the text. */
function goOn() {
  form.addEventListener("keydown", (event) => {
    const isTab = event.key === "Tab" && !event.shiftKey && event.target.id === "id_title"
    if ((!isTab && event.key !== "Enter") || event.target.tagName !== "INPUT" || event.isComposing) return
    if (["submit", "checkbox", "file"].includes(event.target.type)) return
    event.preventDefault()
    if (event.target.id === "id_title") form.querySelector(".document-editor [contenteditable=true]").focus()
  })
}

/** What a button unfolds begins with its field. */
function focusUnfolded() {
  for (const details of form.querySelectorAll("details.workflow-more"))
    details
      .querySelector("summary")
      .addEventListener("click", () =>
        setTimeout(() => details.open && details.querySelector("textarea, input")?.focus()),
      )
}

if (form) {
  followTitle()
  countTitle()
  completeLabels()
  goOn()
  focusUnfolded()
  // The editor is there once this script is: both wait for the page, and it is put together first.
  correctionDialog(form)
  submitOnce(form, autosave(form))
  livePreview(form)
  checks(form)
  publishWarning(form)
}
