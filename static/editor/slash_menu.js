// The menu of blocks: a slash in an empty paragraph opens it, what follows filters it. The slash and the filter are text until a
// block is chosen, so nothing is lost if none is. One undo restores the empty paragraph.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { filterBlocks } from "./block_filter.js"
import { InsertButton } from "./insert_button.js"
import { SlashList } from "./slash_list.js"
import { describeItem, listItems } from "./toolbar_items.js"

const { closeHistory } = pm.history
const { PluginKey, TextSelection } = pm.state
const GROUPS = ["insert", "headings", "lists"]
const QUERY_RE = /^(\S.{0,30})?$/u

/** The start of the paragraph in which the menu is open, and the text before the filter: a slash, or nothing after the button. */
/** @typedef {{ from: number, prefix: string }} Opening */

/** @type {import("django-prose-editor/editor").PluginKey<Opening | null>} */
const key = new PluginKey("slashMenu")

export const SlashMenu = Extension.create({
  name: "slashMenu",
  priority: 1200, // Its keys come before those of blocks and quotations.
  addProseMirrorPlugins() {
    const { editor } = this
    /** Changes of one opening are undone together. */
    let undoGroup = ""
    let openings = 0
    let isPicking = false
    /** @type {SlashList | null} */
    let list = null

    const close = () => editor.view.dispatch(editor.state.tr.setMeta(key, null))

    /** @param {string} prefix */
    function open(prefix) {
      const { tr, selection } = editor.state
      undoGroup = `slash-${++openings}`
      if (prefix) tr.insertText(prefix)
      editor.view.dispatch(closeHistory(tr).setMeta(key, { from: selection.from, prefix }).scrollIntoView())
    }

    /** @param {import("./slash_list.js").Block} block */
    function pick({ item }) {
      const opening = key.getState(editor.state)
      if (!opening) return
      isPicking = true
      const { $from } = editor.state.selection
      const tr = editor.state.tr.delete(opening.from, $from.end()).setMeta(key, null)
      if (item.name === "footnote") moveToEndBefore(tr)
      editor.view.dispatch(tr)
      editor.view.focus()
      item.command(editor)
      isPicking = false
      undoGroup = ""
      editor.view.dispatch(closeHistory(editor.state.tr)) // What is typed next is undone by itself.
    }

    return [
      new Plugin({
        key,
        state: {
          init: () => null,
          apply(tr, opening, _before, state) {
            const meta = tr.getMeta(key)
            const next = meta === undefined ? opening : meta
            return next && findQuery(state, next) !== null ? next : null
          },
        },
        filterTransaction: (tr) => !undoGroup || !tr.docChanged || Boolean(tr.setMeta("composition", undoGroup)),
        props: {
          handleTextInput(view, _from, _to, text) {
            if (text !== "/" || view.composing || !isEmptyLine(editor)) return false
            open(text)
            return true
          },
          handleKeyDown(view, event) {
            if (!list?.isOpen || event.isComposing || view.composing) return false
            if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
            if (event.key === "ArrowDown") list.move(1)
            else if (event.key === "ArrowUp") list.move(-1)
            else if (event.key === "Enter" || event.key === "Tab") list.pick()
            else if (event.key === "Escape") close()
            else return false
            return true
          },
          handleDOMEvents: {
            blur() {
              if (key.getState(editor.state)) close()
              return false
            },
          },
        },
        view() {
          /** @type {import("./slash_list.js").Block[] | null} */
          let blocks = null
          const button = new InsertButton(editor, () => open(""))
          return {
            update(view) {
              const opening = key.getState(view.state)
              if (opening) {
                list ??= new SlashList(editor, pick)
                blocks ??= listBlocks(editor)
                list.show(filterBlocks(blocks, findQuery(view.state, opening) ?? ""), opening.from)
              } else if (blocks) {
                blocks = null
                list?.close()
                if (!isPicking) undoGroup = ""
              }
              button.show(!opening && view.hasFocus() && isEmptyLine(editor))
            },
            destroy() {
              list?.destroy()
              list = null
              button.destroy()
            },
          }
        },
      }),
    ]
  },
})

/**
 * What is typed after the slash, or null if that is no filter (any more).
 * @param {EditorState} state
 * @param {Opening} opening
 */
function findQuery({ selection }, { from, prefix }) {
  const { $from, empty } = selection
  if (!empty || $from.parent.type.name !== "paragraph" || $from.start() !== from) return null
  if ($from.parentOffset !== $from.parent.content.size) return null
  const text = $from.parent.textBetween(0, $from.parent.content.size, "", "\n")
  if (!text.startsWith(prefix)) return null
  const query = text.slice(prefix.length)
  return QUERY_RE.test(query) ? query : null
}

/**
 * Moves the caret from an empty paragraph to the end of the one before, and removes the empty one.
 * @param {Transaction} tr
 */
function moveToEndBefore(tr) {
  const { $from } = tr.selection
  tr.setSelection(TextSelection.create(tr.doc, $from.before() - 1)).delete($from.before(), $from.after())
}

/**
 * Is the caret in an empty paragraph that a block can replace?
 * @param {Editor} editor
 */
function isEmptyLine(editor) {
  const { $from, empty } = editor.state.selection
  const { parent } = $from
  if (!editor.isEditable || !empty || parent.type.name !== "paragraph" || parent.content.size) return false
  return $from.depth === 1 || listBlocks(editor).length > 0
}

/**
 * The blocks that can replace the paragraph with the caret.
 * @param {Editor} editor
 */
function listBlocks(editor) {
  const { $from } = editor.state.selection
  const { nodes } = editor.schema
  if ($from.node(1).type.name === "conflict") return []
  const container = $from.node(-1)
  const before = container.maybeChild($from.index(-1) - 1)
  const isAllowed = (/** @type {string} */ name) => {
    if (name === "footnote")
      return Boolean(before?.canReplaceWith(before.childCount, before.childCount, nodes.footnote))
    const type = nodes[name.replace(/^plain:|:(?:page|chart)$|\d$/g, "")]
    return container.canReplaceWith($from.index(-1), $from.indexAfter(-1), type)
  }
  return listItems(editor, GROUPS)
    .filter((item) => isAllowed(item.name) && item.enabled(editor) && !item.hidden(editor))
    .map((item) => ({ ...describeItem(item), name: item.name, icon: item.button.textContent ?? "", item }))
}
