// Marks at blocks with notes. An attribute of the block has the IDs of its notes: it moves with the block and is never sent.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { el, gettext } from "../common/dom.js"

const { Decoration, DecorationSet } = pm.view
const { NodeSelection, PluginKey, TextSelection } = pm.state
const BLOCKS_WITH_NOTES = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "blockquote",
  "codeBlock",
  "table",
  "callout",
  "interview",
  "definitionList",
  "figure",
  "embed",
  "mediaFile",
]
const CONTAINERS = ["quotation", "gallery", "conflict", "conflictVersion"]
const MAX_TEXT_LENGTH = 300 // as on the server
const MAX_MATCHED_LENGTH = 200 // as in blog/notes/anchors.py

/** @typedef {{ block: string, text: string }} Anchor the key of a row, and the start of its text */
/** @typedef {Anchor & { pos: number }} Place */
/** @typedef {(node: ProseMirrorNode, pos: number, parent: ProseMirrorNode) => void} Visit */
/** @typedef {{ open: (id: number) => void, write: () => void }} Storage */

/** @type {import("django-prose-editor/editor").PluginKey<{ open: Set<number>, marks: any }>} */
const key = new PluginKey("notes")

export const NoteMarks = Extension.create({
  name: "noteMarks",
  /** @returns {Storage} */
  addStorage: () => ({ open: () => {}, write: () => {} }),
  addGlobalAttributes: () => [
    { types: BLOCKS_WITH_NOTES, attributes: { notes: { default: null, rendered: false, keepOnSplit: false } } },
  ],
  addProseMirrorPlugins() {
    const { storage } = this
    return [
      new Plugin({
        key,
        state: {
          init: () => ({ open: new Set(), marks: DecorationSet.empty }),
          apply(tr, before, _, { doc }) {
            const open = tr.getMeta(key) ?? before.open
            return tr.docChanged || open !== before.open ? { open, marks: createMarks(doc, open, storage) } : before
          },
        },
        props: { decorations: (state) => key.getState(state)?.marks },
      }),
    ]
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "note",
      groups: "notes",
      button: buttons.material("add_comment", gettext("Note at this block (Ctrl+Alt+M)")),
      command: () => this.storage.write(),
    })
  },
})

/**
 * Visits each block that can have notes.
 * @param {ProseMirrorNode} doc
 * @param {Visit} visit
 */
function visitBlocks(doc, visit) {
  doc.descendants((node, pos, parent) => {
    if (parent && BLOCKS_WITH_NOTES.includes(node.type.name)) visit(node, pos, parent)
    return CONTAINERS.includes(node.type.name)
  })
}

/**
 * @param {ProseMirrorNode} doc
 * @param {Set<number>} open
 * @param {Storage} storage
 */
function createMarks(doc, open, storage) {
  /** @type {any[]} */
  const marks = []
  visitBlocks(doc, (node, pos) => {
    const ids = idsOf(node).filter((id) => open.has(id))
    if (!ids.length) return
    const end = pos + node.nodeSize
    const label =
      ids.length === 1 ? gettext("Open 1 note") : gettext("Open {count} notes").replace("{count}", String(ids.length))
    const createButton = () => {
      const button = el("button", {
        type: "button",
        className: "note-mark",
        contentEditable: "false",
        title: label,
        "aria-label": label,
        textContent: String(ids.length),
      })
      if (!node.isTextblock) button.classList.add("is-beside")
      button.addEventListener("click", () => storage.open(ids[0]))
      return button
    }
    const spec = {
      key: `notes-${ids.join()}`,
      side: node.isTextblock ? 1 : -1,
      ignoreSelection: true,
      stopEvent: () => true,
    }
    marks.push(
      Decoration.node(pos, end, { class: "has-notes" }),
      Decoration.widget(node.isTextblock ? end - 1 : pos, createButton, spec),
    )
  })
  return DecorationSet.create(doc, marks)
}

/**
 * The IDs of a block's notes.
 * @param {ProseMirrorNode | null} node
 * @returns {number[]}
 */
const idsOf = (node) => node?.attrs.notes ?? []

/**
 * Shows marks for these notes.
 * @param {Editor} editor
 * @param {number[]} open
 */
export function showMarks({ view }, open) {
  const { tr } = view.state // No change by the author, not even where the editor appends a transaction of its own.
  view.dispatch(tr.setMeta(key, new Set(open)).setMeta("addToHistory", false).setMeta("preventUpdate", true))
}

/** @param {ProseMirrorNode} node */
const textOf = ({ type, attrs, textContent }) =>
  (type.isAtom ? attrs.caption || attrs.alt || attrs.title || attrs.url || "" : (attrs.caption ?? "") + textContent)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_TEXT_LENGTH)

/**
 * Text as blocks are matched by it: without white space, which editors and databases define differently, and without its
 * end, which one of them cuts off. As in blog/notes/anchors.py.
 * @param {string} text
 */
export const comparableText = (text) => text.replace(/\s/g, "").slice(0, MAX_MATCHED_LENGTH)

/**
 * The key of a block's row, or '' before it is saved.
 * @param {ProseMirrorNode} node
 * @param {ProseMirrorNode} parent
 */
function keyOf(node, parent) {
  if (node.type.isAtom) return node.attrs.id ? `${node.type.name}-${node.attrs.id}` : ""
  return parent.type.name === "quotation" && node.attrs.key ? `pullquote-${node.attrs.key}` : ""
}

/**
 * The current places of notes, by their IDs.
 * @param {Editor} editor
 */
export function placesIn({ state: { doc } }) {
  /** @type {Record<number, Place>} */
  const places = {}
  visitBlocks(doc, (node, pos, parent) => {
    for (const id of idsOf(node)) places[id] ??= { block: keyOf(node, parent), text: textOf(node), pos }
  })
  return places
}

/**
 * Attaches notes without a block to the block with their key, or else with their text.
 * @param {Editor} editor
 * @param {Record<number, Anchor>} anchors by the IDs of notes
 */
export function placeNotes(editor, anchors) {
  const placed = placesIn(editor)
  const missing = Object.entries(anchors).filter(([id, { block, text }]) => !placed[Number(id)] && (block || text))
  if (!missing.length) return
  /** @type {{ pos: number, key: string, text: string }[]} */
  const blocks = []
  visitBlocks(editor.state.doc, (node, pos, parent) => {
    blocks.push({ pos, key: keyOf(node, parent), text: comparableText(textOf(node)) })
  })
  const { tr } = editor.state
  for (const [id, anchor] of missing) {
    const text = comparableText(anchor.text)
    const block =
      (anchor.block && blocks.find((candidate) => candidate.key === anchor.block)) ||
      (text && blocks.find((candidate) => candidate.text === text))
    if (block) tr.setNodeAttribute(block.pos, "notes", [...idsOf(tr.doc.nodeAt(block.pos)), Number(id)])
  }
  if (tr.docChanged) editor.view.dispatch(tr.setMeta("addToHistory", false).setMeta("preventUpdate", true))
}

/**
 * The block at the caret, or whose fields have the focus; null if it can have no notes.
 * @param {Editor} editor
 * @returns {Place | null}
 */
export function currentBlock({ state, view }) {
  const focusedNode = document.activeElement?.closest(".document-editor .node")
  let $pos = state.selection.$from
  if (focusedNode && document.activeElement !== view.dom) $pos = state.doc.resolve(view.posAtDOM(focusedNode, 0))
  const $block = state.doc.resolve($pos.depth ? $pos.before(1) : $pos.pos)
  let node = $block.nodeAfter
  let parent = state.doc
  let { pos } = $block
  if (node?.type.name === "quotation") {
    parent = node
    pos = $pos.depth > 1 ? $pos.before(2) : pos + 1
    node = state.doc.nodeAt(pos)
  }
  if (!node || !BLOCKS_WITH_NOTES.includes(node.type.name) || !textOf(node)) return null
  return { block: keyOf(node, parent), text: textOf(node), pos }
}

/**
 * Moves the caret to the block of a note.
 * @param {Editor} editor
 * @param {number} id
 */
export function goToBlock(editor, id) {
  const place = placesIn(editor)[id]
  if (!place) return
  const { state, view } = editor
  const isAtom = state.doc.nodeAt(place.pos)?.isAtom
  const selection = isAtom
    ? NodeSelection.create(state.doc, place.pos)
    : TextSelection.near(state.doc.resolve(place.pos + 1))
  view.dispatch(state.tr.setSelection(selection).scrollIntoView())
  view.focus()
}
