// The form around the document: the slug follows the title, labels complete, nothing is sent twice or lost.
import { control, editorOf, el, find, findAll, findOptional, gettext, targetOf } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { autosave } from "./autosave.js"
import { checks } from "./checks.js"
import { combobox } from "./combobox.js"
import { removeErrors } from "./error_focus.js"
import { submitOnce } from "./submit_once.js"
import { previewToggle } from "./preview_toggle.js"
import { splitLabels } from "./post_fields.js"
import { publishPanel } from "./publish_panel.js"
import { sheetLayout } from "./sheet_layout.js"
import { createSlug } from "./slug.js"
import { wordCount } from "./word_count.js"

const MAX_SLUG_LENGTH = 180
const MIN_ARTICLE_LINES = 3
const NEAR_LIMIT = 30 // Characters left from which on they are counted.
const postForm = findOptional("#post_form, #page_form", document, HTMLFormElement)

/** @param {HTMLFormElement} form */
function followTitle(form) {
  const [title, slug] = [control(form, "title"), control(form, "slug")]
  if (!title || !slug) return
  const slugOfTitle = () => createSlug(title.value, MAX_SLUG_LENGTH)
  const isPublished = slug.hasAttribute("data-published") // Readers have its URL.
  /** @param {string} text */
  const withoutNumber = (text) => text.replace(/-\d+$/, "")
  let follows = !isPublished && (!slug.value || withoutNumber(slug.value) === withoutNumber(slugOfTitle()))
  title.addEventListener("input", () => {
    if (follows) slug.value = slugOfTitle()
  })
  slug.addEventListener("input", () => (follows = !isPublished && !slug.value))
  slug.addEventListener("change", () => (slug.value = createSlug(slug.value, MAX_SLUG_LENGTH)))
}

/**
 * Counts the characters of a title that is nearly full. The server refuses longer ones, and cuts nothing.
 * @param {HTMLFormElement} form
 */
function countTitle(form) {
  const title = control(form, "title")
  const limit = Number(title?.dataset.limit)
  if (!limit) return
  const count = el("p", { id: "title-count", className: "help title-count", role: "status", hidden: true })
  title.after(count)
  title.setAttribute("aria-describedby", [title.getAttribute("aria-describedby"), count.id].filter(Boolean).join(" "))
  const showCount = () => {
    const length = [...title.value].length // As the server counts: an emoji is one.
    count.hidden = length < limit - NEAR_LIMIT
    const text =
      length > limit
        ? gettext("{length} of at most {limit} characters: too long to save")
        : gettext("{length} of at most {limit} characters")
    count.textContent = count.hidden ? "" : text.replace("{length}", String(length)).replace("{limit}", String(limit))
    count.classList.toggle("is-error", length > limit)
  }
  title.addEventListener("input", showCount)
  showCount()
}

/** @param {HTMLFormElement} form */
function completeLabels(form) {
  const field = control(form, "labels")
  if (!field) return
  const splitField = () => {
    const end = field.value.lastIndexOf(",") + 1
    return { before: splitLabels(field.value.slice(0, end)), last: field.value.slice(end).trim() }
  }
  combobox(field, {
    findOptions: async () => {
      const { before, last } = splitField()
      if (!last) return []
      const used = new Set(before.map((label) => label.toLowerCase()))
      const { labels } = await requestJSON(field.dataset.labels ?? "", { query: { q: last } })
      return labels
        .filter((/** @type {string} */ label) => !used.has(label.toLowerCase()))
        .map((/** @type {string} */ label) => ({ label }))
    },
    onPick: ({ label }) => {
      field.value = [...splitField().before, label].join(", ") + ", "
      field.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}

/**
 * Enter in a field does not submit; in the title it goes on to the text, and so does Tab: the toolbar is before the text.
 * @param {HTMLFormElement} form
 */
function handleEnter(form) {
  form.addEventListener("keydown", (event) => {
    const target = targetOf(event)
    const isTitle = target.id === "id_title"
    if (!(isTitle || target instanceof HTMLInputElement) || event.isComposing) return
    const isBorrowed = target.closest("dialog") // By the panel for publishing.
    const isTab = event.key === "Tab" && !event.shiftKey && isTitle && !isBorrowed
    if ((!isTab && event.key !== "Enter") || ["submit", "checkbox", "file"].includes(target.type)) return
    event.preventDefault()
    if (isTitle && !isBorrowed) find(".document-editor [contenteditable=true]", form).focus()
  })
}

/**
 * The title wraps, but has no line breaks: pasted ones become spaces. One undo removes what was pasted. An article that is
 * pasted before anything was written goes into the text, which offers to split it.
 * @param {HTMLFormElement} form
 */
function joinLines(form) {
  const title = control(form, "title")
  title?.addEventListener("paste", (event) => {
    const data = event.clipboardData
    const { isEmpty, view } = editorOf(form)
    const text = data?.getData("text/plain") ?? ""
    if (title.closest("dialog") || title.value || !isEmpty || text.trim().split(/\n\s*/).length < MIN_ARTICLE_LINES)
      return
    event.preventDefault()
    view.focus()
    const html = data?.getData("text/html")
    return html ? view.pasteHTML(html, event) : view.pasteText(text, event)
  })
  title?.addEventListener("beforeinput", (event) => {
    if (!/[\r\n]/.test(event.data ?? "") && event.inputType !== "insertLineBreak") return
    event.preventDefault()
    if (event.data) document.execCommand("insertText", false, event.data.trim().replace(/\s*[\r\n]\s*/g, " "))
  })
}

/**
 * Errors of the server go while their field is corrected. Not when it is left: the list would move what is being clicked.
 * @param {HTMLFormElement} form
 */
function clearErrors(form) {
  form.addEventListener("input", (event) => {
    const field = targetOf(event)
    const isWrong = !field.validity?.valid || field.parentElement?.querySelector(".is-error")
    const isChanged = field.checked !== field.defaultChecked || field.value !== field.defaultValue
    if (!isWrong && isChanged) removeErrors(field)
  })
}

/**
 * A date that is typed in part has no value: without this, it would be sent as none.
 * @param {HTMLFormElement} form
 */
function refusePartialDates(form) {
  const refuse = (/** @type {SubmitEvent} */ event) => {
    const field = findAll("input", form, HTMLInputElement).find((input) => input.validity.badInput)
    if (!field?.checkVisibility()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    field.reportValidity()
  }
  form.addEventListener("submit", refuse, true)
}

if (postForm) {
  refusePartialDates(postForm)
  followTitle(postForm)
  countTitle(postForm)
  completeLabels(postForm)
  handleEnter(postForm)
  joinLines(postForm)
  clearErrors(postForm)
  // editor.js is the earlier module of the page, so the editor exists.
  publishPanel(postForm, checks(postForm))
  submitOnce(postForm, autosave(postForm))
  previewToggle(postForm)
  sheetLayout(postForm)
  wordCount(postForm)
}
