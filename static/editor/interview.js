// Interviews: questions and answers, with the names of both people, which are entered once.
import { InputRule, mergeAttributes, Node, pm } from "django-prose-editor/editor"
import { el, gettext } from "../common/dom.js"
import { goOnBelow } from "./callout.js"
import { attributes, blockHandle, BlockView, fieldKeys, nodeViewEvents, runAndFocus } from "./node_view.js"

const { TextSelection } = pm.state
const QUESTION_MARK_RE = /[?？؟\u037e][\s\p{Pe}\p{Pf}"']*$/u // Also the Greek one.

const Question = Node.create({
  name: "interviewQuestion",
  content: "inline*",
  defining: true,
  parseHTML: () => [
    { tag: "p[data-question]", context: "interview/", priority: 60, preserveWhitespace: /** @type {const} */ ("full") },
  ],
  renderHTML: () => ["p", { "data-question": "" }, 0],
})

const Interview = Node.create({
  name: "interview",
  group: "editorial",
  content: "(paragraph | interviewQuestion | bulletList | orderedList)+",
  defining: true,
  isolating: true,
  addAttributes: () => attributes("interviewer", "interviewee", "errors"),
  parseHTML: () => [{ tag: "section[data-interview]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", mergeAttributes({ "data-interview": "" }, HTMLAttributes), 0],
  addNodeView() {
    return ({ node, editor, getPos }) => new InterviewView(node, editor, getPos)
  },
  addInputRules: () => [
    new InputRule({
      find: /^\?\s$/,
      handler: ({ range, chain, state }) => {
        if (findPlace(state)?.block.type.name !== "paragraph") return null
        chain()
          .command(({ tr }) => Boolean(tr.delete(range.from, range.to)))
          .command(toggleQuestions)
          .run()
      },
    }),
  ],
  addKeyboardShortcuts() {
    const run = (/** @type {(props: CommandProps) => boolean} */ command) => () => this.editor.commands.command(command)
    return { Enter: run(enter), Backspace: run(erase) }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "interview",
      groups: "more insert",
      priority: 155,
      button: buttons.material("question_answer", gettext("Interview")),
      command: (editor) => runAndFocus(editor, editor.chain().command(wrap)),
      active: (editor) => editor.isActive("interview"),
    })
  },
})

export const INTERVIEW = [Interview, Question]

class InterviewView extends BlockView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   */
  constructor(node, editor, getPos) {
    super(node, editor, getPos, { className: "node interview-node" })
    this.contentDOM = el("div", { className: "interview-text" })
    const button = el("button", { type: "button", className: "button", textContent: gettext("Question or answer") })
    button.title = gettext("Turn answers into questions, and questions into answers")
    button.addEventListener("click", () => this.toggleQuestions())
    const fields = el(
      "div",
      { className: "node-fields", contentEditable: "false" },
      this.addField("interviewer", gettext("Interviewer (optional)")),
      this.addField("interviewee", gettext("Interviewee (optional)")),
      button,
    )
    for (const input of Object.values(this.inputs)) Object.assign(input, { maxLength: 200, autocomplete: "off" })
    const handleKey = fieldKeys(editor, getPos)
    fields.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target === button) handleKey(event)
      else {
        event.preventDefault() // Never submits the form.
        runAndFocus(editor, editor.chain().setTextSelection((getPos() ?? 0) + 2))
      }
    })
    this.dom.append(blockHandle(editor, getPos, gettext("Interview")), fields, this.contentDOM)
    Object.assign(this, nodeViewEvents(this.contentDOM))
    this.show()
  }

  /** Toggles what is selected in this interview. */
  toggleQuestions() {
    const start = this.getPos() ?? 0
    const { from, to } = this.editor.state.selection
    const isInside = from > start && to < start + this.node.nodeSize
    const chain = this.editor.chain()
    runAndFocus(this.editor, isInside ? chain.command(toggleQuestions) : chain.setTextSelection(start + 2))
  }

  show() {
    for (const [name, input] of Object.entries(this.inputs))
      if (input.value !== this.node.attrs[name]) input.value = this.node.attrs[name]
  }
}

/**
 * The question or answer with the caret, and its interview; null outside of interviews and in their lists.
 * @param {EditorState} state
 */
function findPlace({ selection: { $from } }) {
  if ($from.depth !== 2 || $from.node(1).type.name !== "interview") return null
  return { interview: $from.node(1), pos: $from.before(1), index: $from.index(1), block: $from.parent }
}

/**
 * The position of the interview with the caret, if there is one.
 * @param {EditorState} state
 */
export const interviewAt = (state) => findPlace(state)?.pos

/**
 * The name of the person whose answer has the caret; '' elsewhere.
 * @param {EditorState} state
 */
export function findInterviewee({ selection: { $from } }) {
  const isAnswer = $from.depth > 1 && $from.parent.type.name !== "interviewQuestion"
  return isAnswer && $from.node(1).type.name === "interview" ? $from.node(1).attrs.interviewee : ""
}

/**
 * The names of the last interview above a position: a picture divides an interview in two.
 * @param {ProseMirrorNode} doc
 * @param {number} pos
 */
function findNames(doc, pos) {
  /** @type {Record<string, string>} */
  let names = {}
  doc.forEach(({ type, attrs }, offset) => {
    if (offset < pos && type.name === "interview")
      names = { interviewer: attrs.interviewer, interviewee: attrs.interviewee }
  })
  return names
}

/** @param {ProseMirrorNode} node */
const isBold = (node) =>
  Boolean(node.textContent.trim()) &&
  node.content.content.every(({ marks }) => marks.some(({ type }) => type.name === "bold"))

/**
 * Puts the selected paragraphs and lists into an interview; in an interview, takes all of it out. Questions are bold outside of
 * one. Without bold paragraphs, those with a question mark at the end become questions, else the first one does.
 * @param {CommandProps} props
 */
function wrap({ state, tr, dispatch }) {
  const { $from, $to } = state.selection
  const { interview, interviewQuestion, paragraph } = state.schema.nodes
  const bold = state.schema.marks.bold.create()
  if ($from.depth && $from.node(1).type === interview) {
    const blocks = $from
      .node(1)
      .content.content.map((block) =>
        block.type === interviewQuestion ? withMarks(block, paragraph, (marks) => bold.addToSet(marks)) : block,
      )
    tr.replaceWith($from.before(1), $from.after(1), blocks)
    return true
  }
  const range = $from.blockRange($to, (node) => node.type.name === "doc")
  const selected = range?.parent.content.content.slice(range.startIndex, range.endIndex) ?? []
  const filled = selected.filter(({ content }) => content.size)
  const blocks = filled.length ? filled : selected.slice(0, 1)
  if (!range || !interview.validContent(pm.model.Fragment.from(blocks))) return false
  if (!dispatch) return true
  const texts = blocks.filter(({ type }) => type === paragraph)
  let isQuestion = isBold
  if (!texts.some(isBold)) isQuestion = ({ textContent }) => QUESTION_MARK_RE.test(textContent)
  if (!texts.some(isQuestion)) isQuestion = (node) => node === texts[0]
  const content = blocks.map((block) =>
    block.type === paragraph && isQuestion(block)
      ? withMarks(block, interviewQuestion, (marks) => bold.removeFromSet(marks))
      : block,
  )
  tr.replaceWith(range.start, range.end, interview.create(findNames(state.doc, range.start), content))
  tr.setSelection(TextSelection.near(tr.doc.resolve(range.start + 1))).scrollIntoView()
  return true
}

/**
 * A paragraph of another type with other marks.
 * @param {ProseMirrorNode} block
 * @param {NodeType} type
 * @param {(marks: ProseMirrorNode["marks"]) => ProseMirrorNode["marks"]} change
 */
const withMarks = (block, type, change) =>
  type.create(
    null,
    block.content.content.map((child) => child.mark(change(child.marks))),
  )

/**
 * Turns the selected answers into questions, and questions into answers.
 * @param {CommandProps} props
 */
function toggleQuestions({ tr }) {
  const { interviewQuestion, paragraph } = tr.doc.type.schema.nodes
  const { from, to } = tr.selection
  tr.doc.nodesBetween(from, to, (node, pos, parent) => {
    if (parent?.type.name !== "interview") return true
    if (node.type === interviewQuestion) tr.setNodeMarkup(pos, paragraph)
    else if (node.type === paragraph) tr.setNodeMarkup(pos, interviewQuestion)
    return false
  })
  return tr.docChanged
}

/**
 * Enter in a question goes to its answer; in an empty paragraph of an answer it begins a question; in an empty question it leaves
 * the interview, which it divides unless that is the end.
 * @param {CommandProps} props
 */
function enter(props) {
  const { state, tr } = props
  const place = findPlace(state)
  if (!place) return false
  const { interview, index, block } = place
  const { paragraph, interviewQuestion } = state.schema.nodes
  const { $from, $to, empty } = state.selection
  if (block.type === paragraph) {
    if (block.content.size || !empty) return false
    tr.setNodeMarkup($from.before(), interviewQuestion)
    return true
  }
  if (!block.content.size) return empty && leave(props, place)
  const next = interview.maybeChild(index + 1)
  if (empty && $from.pos === $from.end() && next?.type === paragraph && !next.content.size)
    tr.setSelection(TextSelection.create(tr.doc, $from.after() + 1))
  else if ($to.sameParent($from)) tr.deleteSelection().split(tr.selection.from, 1, [{ type: paragraph }])
  else return false
  tr.scrollIntoView()
  return true
}

/**
 * Replaces an empty question with a paragraph between the parts of the interview.
 * @param {CommandProps} props
 * @param {NonNullable<ReturnType<typeof findPlace>>} place
 */
function leave({ state, tr }, { interview, pos, index }) {
  const { $from } = state.selection
  const blocks = interview.content.content
  const [before, after] = [blocks.slice(0, index), blocks.slice(index + 1)]
  if (after.length) {
    const parts = before.length ? [interview.copy(pm.model.Fragment.from(before))] : []
    const start = pos + (parts[0]?.nodeSize ?? 0)
    const rest = interview.copy(pm.model.Fragment.from(after))
    tr.replaceWith(pos, pos + interview.nodeSize, [...parts, state.schema.nodes.paragraph.create(), rest])
    tr.setSelection(TextSelection.create(tr.doc, start + 1)).scrollIntoView()
    return true
  }
  if (before.length) tr.delete($from.before(), $from.after())
  else tr.delete(pos, pos + interview.nodeSize)
  goOnBelow(tr, tr.mapping.map(pos + interview.nodeSize))
  return true
}

/**
 * Backspace at the start of a question makes it an answer; in the only paragraph, if it is empty, it removes the interview.
 * @param {CommandProps} props
 */
function erase(props) {
  const { state, tr } = props
  const place = findPlace(state)
  const { $from, empty } = state.selection
  if (!place || !empty || $from.parentOffset) return false
  if (place.interview.childCount === 1 && !place.block.content.size) return leave(props, place)
  if (place.block.type.name === "interviewQuestion") tr.setNodeMarkup($from.before(), state.schema.nodes.paragraph)
  return place.block.type.name === "interviewQuestion" || place.index === 0
}
