// The embed node: a page of another site, by its address. An address that is pasted or typed alone becomes one.
import { Extension, mergeAttributes, Node, Plugin, pm } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { EmbedView } from "./embed_view.js"
import { insertBlock } from "./insert_block.js"
import { attributes } from "./node_view.js"

const { TextSelection } = pm.state
const ADDRESS_RE = /^https?:\/\/\S{4,2000}$/
const MAX_PASTED = 20 // addresses of one paste that are looked up

/**
 * The attributes of the embed of an address, without `provider` for a bookmark card; null if it is no address. Throws a RequestError.
 * @param {string} url of the server
 * @param {string} address
 * @returns {Promise<Record<string, string> | null>}
 */
export const findEmbed = async (url, address) => (await requestJSON(url, { query: { url: address } })).embed

export const Embed = Node.create({
  name: "embed",
  group: "editorial",
  atom: true,
  draggable: true,
  addOptions: () => ({ embeds: "" }),
  addAttributes: () =>
    attributes("id", "url", "post", "title", "caption", "provider", "pageTitle", "author", "src", "errors"),
  parseHTML: () => [{ tag: "figure[data-block=embed]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-block": "embed" }, HTMLAttributes)],
  addNodeView() {
    const url = this.options.embeds
    return ({ node, editor, getPos }) => new EmbedView(node, editor, getPos, (address) => findEmbed(url, address))
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "embed",
      groups: "blocks insert",
      priority: 185,
      button: buttons.material("smart_display", gettext("Embed")),
      command: (editor) => insertBlock(editor, { type: "embed" }, "[data-field=url]"),
    })
  },
})

/**
 * Embeds an address that is alone in its paragraph, once the server knows its site. One undo makes it a link again; an
 * article that was pasted with it is undone as a whole.
 */
export const EmbedAddresses = Extension.create({
  name: "embedAddresses",
  addOptions: () => ({ embeds: "" }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    const offer = (/** @type {string} */ address, /** @type {Transaction | null} */ pasted = null) =>
      findEmbed(options.embeds, address).then(
        (attrs) => attrs?.provider && !editor.isDestroyed && embedParagraph(editor, address, attrs, pasted),
        () => null, // It stays a link.
      )
    editor.on("transaction", ({ transaction }) => {
      const { before, doc } = transaction
      if (!transaction.getMeta("paste")) return
      const known = addressesIn(before)
      const added = addressesIn(doc).filter((address) => !known.includes(address))
      const pasted = doc.childCount > before.childCount ? transaction : null
      for (const address of added.slice(0, MAX_PASTED)) offer(address, pasted)
    })
    return [
      new Plugin({
        props: {
          handleKeyDown(view, event) {
            const address = aloneIn(view.state)?.trim() ?? ""
            if (event.key === "Enter" && !event.isComposing && ADDRESS_RE.test(address)) offer(address)
            return false
          },
        },
      }),
    ]
  },
})

/** @param {ProseMirrorNode} doc */
const addressesIn = (doc) =>
  doc.children.map(({ textContent }) => textContent.trim()).filter((text) => ADDRESS_RE.test(text))

/**
 * The text of the top-level paragraph at whose end the caret is, or null.
 * @param {EditorState} state
 */
function aloneIn({ selection: { $from, empty } }) {
  const { parent, depth, parentOffset } = $from
  if (!empty || depth !== 1 || parent.type.name !== "paragraph") return null
  return parentOffset === parent.content.size ? parent.textContent : null
}

/**
 * @param {Editor} editor
 * @param {string} address
 * @param {Record<string, string>} attrs
 * @param {Transaction | null} pasted it with more
 */
function embedParagraph({ state, view }, address, attrs, pasted) {
  let pos = -1
  state.doc.forEach((node, offset) => {
    if (node.type.name === "paragraph" && node.textContent.trim() === address) pos = offset
  })
  const paragraph = pos < 0 ? null : state.doc.nodeAt(pos)
  if (!paragraph) return // The author has gone on with it.
  const { from } = state.selection
  const end = pos + paragraph.nodeSize
  const hadCaret = from > pos && from < end
  const { tr, schema } = state
  tr.replaceWith(pos, end, schema.nodes.embed.create(attrs))
  if (hadCaret) {
    const after = pos + 1
    if (tr.doc.nodeAt(after)?.type.name !== "paragraph") tr.insert(after, schema.nodes.paragraph.create())
    tr.setSelection(TextSelection.create(tr.doc, after + 1))
  }
  if (pasted?.getMeta("paste") === "blocks") return view.dispatch(tr.setMeta("addToHistory", false))
  // The paste can end within the paragraph, so its undo has to bring that back first.
  if (pasted) return view.dispatch(tr.setMeta("appendedTransaction", pasted))
  view.dispatch(pm.history.closeHistory(tr).scrollIntoView())
  view.dispatch(pm.history.closeHistory(view.state.tr)) // What is typed next is undone by itself.
}
