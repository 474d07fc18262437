// Definition lists: terms and their descriptions. A colon and a space describe the paragraph above.
import { InputRule, Node, pm } from "django-prose-editor/editor"
import { goOnBelow } from "./callout.js"
import { gettext } from "../common/dom.js"
import { runAndFocus } from "./node_view.js"

const { TextSelection } = pm.state
const MARKS_OF_ITEMS = "bold italic strike inserted superscript subscript code link" // No quotations.

const Term = Node.create({
  name: "definitionTerm",
  content: "inline*",
  marks: MARKS_OF_ITEMS,
  defining: true,
  parseHTML: () => [{ tag: "dt" }],
  renderHTML: () => ["dt", 0],
})

const Description = Node.create({
  name: "definitionDescription",
  content: "inline*",
  marks: MARKS_OF_ITEMS,
  defining: true,
  parseHTML: () => [{ tag: "dd" }],
  renderHTML: () => ["dd", 0],
})

const DefinitionList = Node.create({
  name: "definitionList",
  group: "block",
  content: "(definitionTerm | definitionDescription)+",
  defining: true,
  parseHTML: () => [{ tag: "dl" }],
  renderHTML: () => ["dl", 0],
  addInputRules: () => [
    new InputRule({
      find: /^:\s$/,
      handler: ({ range, chain }) => {
        chain()
          .command(({ tr }) => Boolean(tr.delete(range.from, range.to)))
          .command(describe)
          .run()
      },
    }),
  ],
  addKeyboardShortcuts() {
    const run = (/** @type {(props: CommandProps) => boolean} */ command) => () => this.editor.commands.command(command)
    return { Enter: run(addItem), Backspace: run(removeItem) }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "definitionList",
      groups: "more insert",
      priority: 150,
      button: buttons.material("segment", gettext("Definition list")),
      command: (editor) => runAndFocus(editor, editor.chain().command(toggle)),
      active: (editor) => editor.isActive("definitionList"),
    })
  },
})

export const DEFINITION_LIST = [DefinitionList, Term, Description]

/**
 * The list with the caret and its place, or null.
 * @param {EditorState} state
 */
function findItem({ selection: { $from } }) {
  const depth = $from.depth - 1
  if (depth < 1 || $from.node(depth).type.name !== "definitionList") return null
  return { list: $from.node(depth), start: $from.before(depth), end: $from.after(depth), index: $from.index(depth) }
}

/**
 * A paragraph becomes a term, and a list becomes paragraphs.
 * @param {CommandProps} props
 */
function toggle({ state, tr, dispatch }) {
  const { definitionList, definitionTerm, paragraph } = state.schema.nodes
  const { $from } = state.selection
  const place = findItem(state)
  if (place) {
    const paragraphs = place.list.content.content.map(({ content }) => paragraph.create(null, content))
    if (dispatch) tr.replaceWith(place.start, place.end, paragraphs)
    return true
  }
  if ($from.parent.type !== paragraph) return false
  const term = definitionTerm.createAndFill(null, withoutQuotations($from.parent, definitionTerm))
  if (!term || !$from.node(-1).canReplaceWith($from.index(-1), $from.indexAfter(-1), definitionList)) return false
  if (!dispatch) return true
  tr.replaceWith($from.before(), $from.after(), definitionList.create(null, term))
  tr.setSelection(TextSelection.create(tr.doc, $from.pos + 1)).scrollIntoView()
  return true
}

/**
 * Makes a paragraph the description of the one above, or of the list above.
 * @param {CommandProps} props
 */
function describe({ state, tr }) {
  const { definitionList, definitionTerm, definitionDescription, paragraph } = state.schema.nodes
  const $from = tr.doc.resolve(tr.selection.from)
  const above = $from.depth === 1 && $from.index(0) ? tr.doc.child($from.index(0) - 1) : null
  if (!above || $from.parent.type !== paragraph || ![paragraph, definitionList].includes(above.type)) return false
  const description = definitionDescription.create(null, withoutQuotations($from.parent, definitionDescription))
  const items =
    above.type === definitionList
      ? above.content.content
      : [definitionTerm.create(null, withoutQuotations(above, definitionTerm))]
  const start = $from.before() - above.nodeSize
  const list = definitionList.create(null, [...items, description])
  tr.replaceWith(start, $from.after(), list)
  tr.setSelection(TextSelection.create(tr.doc, start + list.nodeSize - 2 - description.content.size))
  return true
}

/**
 * The content of a paragraph with the marks that an item can have.
 * @param {ProseMirrorNode} node
 * @param {NodeType} type
 */
const withoutQuotations = (node, type) =>
  pm.model.Fragment.fromArray(node.content.content.map((child) => child.mark(type.allowedMarks(child.marks))))

/**
 * Enter after a term begins its description, and after a description the next term; in an empty item it leaves the list.
 * @param {CommandProps} props
 */
function addItem({ state, tr }) {
  const place = findItem(state)
  if (!place) return false
  const { $from } = state.selection
  const { definitionTerm, definitionDescription } = state.schema.nodes
  if (!$from.parent.content.size && place.index === place.list.childCount - 1) {
    if (place.list.childCount === 1) tr.delete(place.start, place.end)
    else tr.delete($from.before(), $from.after())
    goOnBelow(tr, tr.mapping.map(place.end))
    return true
  }
  const next = $from.parent.type === definitionTerm ? definitionDescription : definitionTerm
  tr.deleteSelection().split(tr.selection.from, 1, [{ type: next }])
  tr.scrollIntoView()
  return true
}

/**
 * Backspace in an empty item removes it; the only one becomes a paragraph. At the start of a first item it does nothing.
 * @param {CommandProps} props
 */
function removeItem(props) {
  const { state, tr } = props
  const place = findItem(state)
  const { $from, empty } = state.selection
  if (!place || !empty || $from.parentOffset) return false
  if (place.list.childCount === 1) return toggle(props)
  if ($from.parent.content.size) return place.index === 0
  tr.delete($from.before(), $from.after())
  tr.setSelection(TextSelection.near(tr.doc.resolve($from.before()), -1))
  return true
}
