// The menu of blocks: a slash in an empty paragraph, or after a space or punctuation, opens it, what follows filters it. The slash and the
// filter are text until a block is chosen, so nothing is lost if none is. One undo restores the paragraph. A block that is chosen in a
// sentence is inserted below its paragraph, a footnote at the caret.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { filterBlocks } from "./block_filter.js"
import { InsertButton } from "./insert_button.js"
import { SlashList } from "./slash_list.js"
import { describeItem, listItems } from "./toolbar_items.js"

const { closeHistory } = pm.history
const { PluginKey, TextSelection } = pm.state
const GROUPS = ["insert", "headings", "lists"]
const QUERY_RE = /^(\S.{0,30})?$/u
// Before a slash in a sentence: not in and/or, 1/2, https://, e.g./i.e., nor in dates such as 1./2. May.
const PLACE_RE =
  /(?:(?![.:/\\#%&*@])[\s\p{Po}\p{Pe}\p{Pf}\p{Pi}]|(?:[\p{L}\p{M}]{2}|\p{N}{3}|\.\.|[!?"'\p{Pe}\p{Pf}])\.)$/u
const SHORT_QUERY_RE = /^(\S{1,30}( \S{0,30})?)?$/u // In a sentence, whose second space closes the menu.

/**
 * Where the menu is open: `from` is before the slash, or at the start of the paragraph after the button, when `prefix` is empty.
 * `rest` is the size of the text behind the caret.
 * @typedef {{ from: number, prefix: string, rest: number }} Opening
 */

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
      const { pos: from, parent, parentOffset } = selection.$from
      undoGroup = `slash-${++openings}`
      if (prefix) tr.insertText(prefix)
      const opening = { from, prefix, rest: parent.content.size - parentOffset }
      editor.view.dispatch(closeHistory(tr).setMeta(key, opening).scrollIntoView())
    }

    /** @param {import("./slash_list.js").Block} block */
    function pick({ item }) {
      const opening = key.getState(editor.state)
      if (!opening) return
      isPicking = true
      const { $from } = editor.state.selection
      const isInSentence = opening.from > $from.start()
      const isAfterSpace = /\s$/.test(findTextBefore($from.parent, opening.from - $from.start()))
      const tr = editor.state.tr.delete(opening.from - Number(isAfterSpace), $from.pos).setMeta(key, null)
      if (!isInSentence && item.name === "footnote") moveToEndBefore(tr)
      else if (isInSentence && item.name !== "footnote") addParagraphBelow(tr)
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
            if (text !== "/" || view.composing || !(isEmptyLine(editor) || isAfterPause(editor))) return false
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
                blocks ??= listBlocks(editor, opening.from > view.state.selection.$from.start())
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
function findQuery({ selection }, { from, prefix, rest }) {
  const { $from, empty } = selection
  const { parent, parentOffset } = $from
  const offset = from - $from.start()
  if (!empty || parent.type.name !== "paragraph" || offset < 0 || offset > parentOffset) return null
  if (parent.content.size - parentOffset !== rest) return null
  const text = parent.textBetween(offset, parentOffset, "", "\n")
  if (!text.startsWith(prefix)) return null
  const query = text.slice(prefix.length)
  return (offset ? SHORT_QUERY_RE : QUERY_RE).test(query) ? query : null
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
 * Inserts an empty paragraph below the one with the caret, and moves the caret there.
 * @param {Transaction} tr
 */
function addParagraphBelow(tr) {
  const below = tr.selection.$from.after()
  tr.insert(below, tr.doc.type.schema.nodes.paragraph.create())
  tr.setSelection(TextSelection.create(tr.doc, below + 1))
}

/**
 * The last characters of a paragraph before an offset. A footnote or line break is none that the menu opens behind.
 * @param {ProseMirrorNode} parent
 * @param {number} offset
 */
const findTextBefore = (parent, offset) => parent.textBetween(Math.max(0, offset - 4), offset, "", "\ufffc")

/**
 * Is the caret after a space or punctuation, and not before a word?
 * @param {Editor} editor
 */
function isAfterPause(editor) {
  const { $from, empty } = editor.state.selection
  const { nodeAfter, parent, parentOffset } = $from
  if (!editor.isEditable || !empty || parent.type.name !== "paragraph" || editor.isActive("code")) return false
  if (/^[\p{L}\p{N}]/u.test(nodeAfter?.text ?? "")) return false
  return PLACE_RE.test(findTextBefore(parent, parentOffset)) && listBlocks(editor, true).length > 0
}

/**
 * Is the caret in an empty paragraph that a block can replace?
 * @param {Editor} editor
 */
function isEmptyLine(editor) {
  const { $from, empty } = editor.state.selection
  const { parent } = $from
  if (!editor.isEditable || !empty || parent.type.name !== "paragraph" || parent.content.size) return false
  return $from.depth === 1 || listBlocks(editor, false).length > 0
}

/**
 * The blocks that can replace the paragraph with the caret, or follow its sentence: in lists, only footnotes can.
 * @param {Editor} editor
 * @param {boolean} isBelow
 */
function listBlocks(editor, isBelow) {
  const { $from } = editor.state.selection
  const { nodes } = editor.schema
  if ($from.node(1).type.name === "conflict") return []
  const container = $from.node(-1)
  const index = $from.index(-1)
  const isAllowed = (/** @type {string} */ name) => {
    if (name === "footnote") {
      const place = isBelow ? $from.parent : container.maybeChild(index - 1)
      return Boolean(place?.canReplaceWith(place.childCount, place.childCount, nodes.footnote))
    }
    if (isBelow && !["doc", "callout"].includes(container.type.name)) return false
    const type = nodes[name.replace(/^plain:|:(?:page|chart)$|\d$/g, "")]
    return container.canReplaceWith(index + Number(isBelow), index + 1, type)
  }
  return listItems(editor, GROUPS)
    .filter((item) => isAllowed(item.name) && item.enabled(editor) && !item.hidden(editor))
    .map((item) => ({ ...describeItem(item), name: item.name, icon: item.button.textContent ?? "", item }))
}
