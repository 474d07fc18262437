// Links: a dialog for the address, which may be written without https://.
import { Link as BaseLink, pm } from "django-prose-editor/editor"
import { el, gettext } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { combobox } from "./combobox.js"
import { runAndFocus } from "./node_view.js"
import { createSegmenter } from "./word_segments.js"

const { TextSelection } = pm.state
const LETTER_RE = /[\p{L}\p{M}\p{N}]/u

/**
 * Completes an address: 'example.org' is a site, 'a@example.org' a mailbox.
 * @param {string} text
 */
function completeAddress(text) {
  const address = text.trim()
  if (!address || /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(address)) return address
  return /^[^\s/@]+@[^\s/@]+$/.test(address) ? `mailto:${address}` : `https://${address}`
}

/**
 * The error of an address that readers cannot follow, or ''. The server accepts the same schemes.
 * @param {string} typed
 */
function errorOf(typed) {
  const address = completeAddress(typed)
  if (!address || /^[/?#]/.test(address)) return ""
  const scheme = address.slice(0, address.indexOf(":")).toLowerCase()
  if (!["http", "https", "mailto"].includes(scheme))
    return gettext("A link must begin with https://, http:// or mailto:.")
  const { hostname } = parse(address)
  const isSite =
    scheme === "mailto" ? /@/.test(address) : hostname && (address === typed.trim() || /[.:]/.test(hostname))
  return isSite && !/\s/.test(address) ? "" : gettext("This is not an address. An example is https://example.org/.")
}

/**
 * @param {string} address
 * @returns {{ hostname?: string }}
 */
function parse(address) {
  try {
    return new URL(address)
  } catch {
    return {}
  }
}

/**
 * Pages of this site with these words; none for an address.
 * @param {string} url of the server
 * @param {string} typed
 * @returns {Promise<import("./combobox.js").Option[]>}
 */
async function findPages(url, typed) {
  const text = typed.trim()
  if (!url || text.length < 2 || /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(text)) return []
  return (await requestJSON(url, { query: { q: text } })).links
}

/**
 * Resolves to the address, '' to remove the link, or null if the dialog was closed.
 * @param {string} address
 * @param {string} pages the URL of the server's completion
 * @returns {Promise<string | null>}
 */
export function askAddress(address, pages) {
  const input = el("input", {
    type: "text",
    inputMode: "url",
    id: "link-address",
    value: address,
    placeholder: "https://",
    autocomplete: "off",
    spellcheck: false,
  })
  const hint = el("small", {
    id: "link-hint",
    textContent: gettext("An address, or words of a post, a source or a quotation of this site"),
  })
  input.setAttribute("aria-describedby", hint.id)
  const completed = combobox(input, {
    findOptions: (text) => findPages(pages, text),
    needsOption: (text) => Boolean(errorOf(text)),
    onPick: ({ url }, isConfirmed) => {
      input.value = url
      if (isConfirmed) form.requestSubmit(set)
    },
  })
  const error = el("p", { id: "link-error", className: "errornote", role: "alert", hidden: true })
  const button = (/** @type {string} */ text, /** @type {string} */ value, /** @type {object} */ options) =>
    el("button", { textContent: text, value, ...options })
  const set = button(gettext("Set link"), "set", { type: "submit", className: "default" })
  const title = el("h2", { id: "link-title", textContent: address ? gettext("Change link") : gettext("Add link") })
  const form = el(
    "form",
    { method: "dialog" },
    title,
    el("label", { for: input.id, textContent: gettext("Address") }),
    completed,
    hint,
    error,
    el(
      "p",
      { className: "dialog-buttons" },
      set,
      address ? button(gettext("Remove link"), "remove", { type: "submit" }) : null,
      button(gettext("Cancel"), "", { type: "submit" }),
    ),
  )
  const dialog = el("dialog", { className: "desk-dialog link-dialog", "aria-labelledby": title.id }, form)
  dialog.addEventListener("submit", (event) => {
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter)
    const reason = submitter?.value === "set" ? errorOf(input.value) : ""
    if (!reason) return
    event.preventDefault()
    error.textContent = reason
    error.hidden = false
    input.setAttribute("aria-invalid", "true")
    input.setAttribute("aria-describedby", `${error.id} ${hint.id}`)
    input.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
  input.select()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove()
      /** @type {Record<string, string>} */
      const results = { set: completeAddress(input.value), remove: "" }
      resolve(results[dialog.returnValue] ?? null)
    })
  })
}

/**
 * Is the caret at a word, or is it in a link, or is text selected?
 * @param {Editor} editor
 */
function canLink(editor) {
  const { $from, empty } = editor.state.selection
  const { parent, parentOffset } = $from
  if (!empty || editor.isActive("link")) return true
  if (parent.type.spec.code) return false
  const end = Math.min(parentOffset + 1, parent.content.size)
  return LETTER_RE.test(parent.textBetween(Math.max(parentOffset - 1, 0), end, "", " "))
}

/**
 * The word at the caret; between two of them, as in Chinese, the one before.
 * @param {ResolvedPos} $caret
 * @param {string} language
 */
function findWord({ parent, parentOffset, pos }, language) {
  const text = parent.textBetween(0, parent.content.size, "", " ")
  for (const { segment, index, isWordLike } of createSegmenter(language).segment(text)) {
    const end = index + segment.length
    const start = pos - parentOffset
    if (isWordLike && end >= parentOffset) return { from: start + index, to: start + end }
  }
}

/**
 * The URL of the server's completion of addresses.
 * @param {Editor} editor
 */
export const findLinkPages = (editor) =>
  editor.extensionManager.extensions.find(({ name }) => name === "link")?.options.links ?? ""

export const Link = BaseLink.extend({
  inclusive: false, // What is typed after a link is not part of it.
  addOptions() {
    return { ...this.parent?.(), links: "" }
  },
  addMenuItems(options) {
    this.parent?.(options)
    const [link, unlink] = options.menu.items("link")
    link.enabled = canLink
    Object.assign(unlink, { groups: new Set(["more"]) }) // The dialog of a link has it as well: here it would push the others aside.
  },
  addCommands() {
    const { links } = this.options
    return {
      ...this.parent?.(),
      addLink:
        () =>
        (/** @type {CommandProps} */ { editor, state, tr }) => {
          if (!canLink(editor)) return false
          const isLink = editor.isActive("link")
          const { empty, from: caret, $from } = state.selection
          const language = /** @type {HTMLInputElement | null} */ (document.getElementById("id_language"))
          const word = empty && !isLink ? findWord($from, language?.value ?? "") : undefined
          if (word) tr.setSelection(TextSelection.create(tr.doc, word.from, word.to))
          // The dialog opens once the word is selected.
          Promise.resolve()
            .then(() => askAddress(editor.getAttributes("link").href ?? "", links))
            .then((href) => {
              const chain = editor.chain()
              if (isLink) chain.extendMarkRange("link")
              if (href) chain.setLink({ href })
              else if (href === "") chain.unsetLink()
              if (word) chain.setTextSelection(caret)
              runAndFocus(editor, chain)
            })
          return true
        },
    }
  },
})
