// Which blocks have notes: an attribute that goes wherever its block goes and is never sent, and the marks that show it.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { el, gettext } from "./dom.js"

const { Decoration, DecorationSet } = pm.view
const { NodeSelection, PluginKey, TextSelection } = pm.state
const WITH_NOTES = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "figure"]
const CONTAINERS = ["quotation", "conflict", "conflictVersion"]
const LENGTH = 300 // as the server keeps it
const key = new PluginKey("notes")

export const NoteMarks = Extension.create({
  name: "noteMarks",
  addStorage: () => ({ open: () => {}, write: () => {} }),
  addGlobalAttributes: () => [
    { types: WITH_NOTES, attributes: { notes: { default: null, rendered: false, keepOnSplit: false } } },
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
            return tr.docChanged || open !== before.open ? { open, marks: marksOf(doc, open, storage) } : before
          },
        },
        props: { decorations: (state) => key.getState(state).marks },
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

/** Calls `visit(node, pos, parent)` for each block that can have notes. */
function eachBlock(doc, visit) {
  doc.descendants((node, pos, parent) => {
    if (WITH_NOTES.includes(node.type.name)) visit(node, pos, parent)
    return CONTAINERS.includes(node.type.name)
  })
}

function marksOf(doc, open, storage) {
  const marks = []
  eachBlock(doc, (node, pos) => {
    const ids = node.attrs.notes?.filter((id) => open.has(id)) ?? []
    if (!ids.length) return
    const end = pos + node.nodeSize
    const label =
      ids.length === 1 ? gettext("Open 1 note") : gettext("Open {count} notes").replace("{count}", ids.length)
    const button = () => {
      const made = el("button", {
        type: "button",
        className: "note-mark",
        contentEditable: "false",
        title: label,
        "aria-label": label,
        textContent: ids.length,
      })
      if (!node.isTextblock) made.classList.add("is-beside")
      made.addEventListener("click", () => storage.open(ids[0]))
      return made
    }
    const spec = {
      key: `notes-${ids.join()}`,
      side: node.isTextblock ? 1 : -1,
      ignoreSelection: true,
      stopEvent: () => true,
    }
    marks.push(
      Decoration.node(pos, end, { class: "has-notes" }),
      Decoration.widget(node.isTextblock ? end - 1 : pos, button, spec),
    )
  })
  return DecorationSet.create(doc, marks)
}

/** Shows marks for these threads. */
export function showMarks({ view }, open) {
  const { tr } = view.state // Nothing is written: also what the editor appends of itself is no change by the author.
  view.dispatch(tr.setMeta(key, new Set(open)).setMeta("addToHistory", false).setMeta("preventUpdate", true))
}

const wordsOf = ({ type, attrs, textContent }) =>
  (type.name === "figure" ? attrs.caption || attrs.alt || "" : textContent).replace(/\s+/g, " ").trim().slice(0, LENGTH)
const bare = (words) => words.replace(/\s+/g, "").slice(0, 200)

function blockOf(node, parent) {
  if (node.type.name === "figure") return node.attrs.id ? `figure-${node.attrs.id}` : ""
  return parent.type.name === "quotation" && node.attrs.key ? `pullquote-${node.attrs.key}` : ""
}

/** Where each note is at this moment: {12: {block, words, pos}}. */
export function placesIn({ state: { doc } }) {
  const places = {}
  eachBlock(doc, (node, pos, parent) => {
    for (const id of node.attrs.notes ?? []) places[id] ??= { block: blockOf(node, parent), words: wordsOf(node), pos }
  })
  return places
}

/** Gives the notes that no block has to the block of that key, or else with these words. `wanted`: {12: {block, words}} */
export function placeNotes(editor, wanted) {
  const placed = placesIn(editor)
  const missing = Object.entries(wanted).filter(([id, { block, words }]) => !placed[id] && (block || words))
  if (!missing.length) return
  const blocks = []
  eachBlock(editor.state.doc, (node, pos, parent) =>
    blocks.push({ pos, key: blockOf(node, parent), words: bare(wordsOf(node)) }),
  )
  const { tr } = editor.state
  for (const [id, { block, words }] of missing) {
    const found =
      (block && blocks.find((one) => one.key === block)) || (words && blocks.find((one) => one.words === bare(words)))
    if (found) tr.setNodeAttribute(found.pos, "notes", [...(tr.doc.nodeAt(found.pos).attrs.notes ?? []), Number(id)])
  }
  if (tr.docChanged) editor.view.dispatch(tr.setMeta("addToHistory", false).setMeta("preventUpdate", true))
}

/** The block at the caret, or of the fields that have the focus, as {block, words, pos}; null where it can have no note. */
export function blockHere({ state, view }) {
  const fields = document.activeElement?.closest(".document-editor .node")
  let $pos = state.selection.$from
  if (fields && document.activeElement !== view.dom) $pos = state.doc.resolve(view.posAtDOM(fields, 0))
  const path = [state.doc.resolve($pos.depth ? $pos.before(1) : $pos.pos)]
  let node = path[0].nodeAfter
  let parent = state.doc
  let pos = path[0].pos
  if (node?.type.name === "quotation") {
    parent = node
    pos = $pos.depth > 1 ? $pos.before(2) : pos + 1
    node = state.doc.nodeAt(pos)
  }
  if (!node || !WITH_NOTES.includes(node.type.name) || !wordsOf(node)) return null
  return { block: blockOf(node, parent), words: wordsOf(node), pos }
}

/** The caret goes to the block of a note. */
export function goTo(editor, id) {
  const place = placesIn(editor)[id]
  if (!place) return
  const { state, view } = editor
  const $at = state.doc.resolve(place.pos + 1)
  const isAtom = state.doc.nodeAt(place.pos).isAtom
  const selection = isAtom ? NodeSelection.create(state.doc, place.pos) : TextSelection.near($at)
  view.dispatch(state.tr.setSelection(selection).scrollIntoView())
  view.focus()
}
