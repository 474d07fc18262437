// The number of words and the reading time of the text, below the form; and the outline of its headings.
import { debounce, editorOf, el, find, findOptional, gettext, interpolate, ngettext } from "../common/dom.js"
import { runAndFocus } from "./node_view.js"
import { countWords, createSegmenter } from "./word_segments.js"

const PAUSE = 400 // ms without a change
const WORDS_PER_MINUTE = 230
const MIN_HEADINGS = 2

/** Words of blocks that did not change are not counted again. @type {WeakMap<ProseMirrorNode, number>} */
const counts = new WeakMap()

/** @param {HTMLFormElement} form */
export function wordCount(form) {
  const summary = find("[data-word-count]", form)
  const editor = editorOf(form)
  const language = findOptional("#id_language", form, HTMLInputElement)
  const outline = createOutline(form, editor)

  function show() {
    const segmenter = createSegmenter(language?.value ?? "")
    let wordTotal = 0
    editor.state.doc.forEach((block) => {
      let count = counts.get(block)
      if (count === undefined) {
        count = countWords(block.textBetween(0, block.content.size, " ", " "), segmenter)
        counts.set(block, count)
      }
      wordTotal += count
    })
    const minutes = Math.max(1, Math.round(wordTotal / WORDS_PER_MINUTE))
    const text = interpolate(ngettext("%(count)s word", "%(count)s words", wordTotal), {
      count: wordTotal.toLocaleString(),
    })
    const time = interpolate(ngettext("%(count)s minute to read", "%(count)s minutes to read", minutes), {
      count: minutes,
    })
    summary.textContent = wordTotal ? `${text} · ${time}` : ""
    outline.show()
  }
  editor.on("update", debounce(show, PAUSE))
  show()
}

/**
 * The headings of the text in the side panel, each of which leads to its place.
 * @param {HTMLFormElement} form
 * @param {Editor} editor
 */
function createOutline(form, editor) {
  const list = el("ol")
  const panel = el(
    "details",
    { className: "outline", open: true, hidden: true },
    el("summary", {}, gettext("Outline")),
    list,
  )
  findOptional("fieldset.publication", form)?.prepend(panel)
  let shown = ""

  function show() {
    /** @type {{ text: string, level: number, position: number }[]} */
    const headings = []
    editor.state.doc.forEach((block, position) => {
      const text = block.textContent.trim()
      if (block.type.name === "heading" && text) headings.push({ text, level: block.attrs.level, position })
    })
    panel.hidden = headings.length < MIN_HEADINGS
    const key = JSON.stringify(headings)
    if (key === shown) return
    shown = key
    list.replaceChildren(
      ...headings.map(({ text, level, position }) =>
        el(
          "li",
          { className: `outline-level-${level}` },
          el("button", { type: "button", dir: "auto", textContent: text, onclick: () => goTo(editor, position) }),
        ),
      ),
    )
  }
  return { show }
}

/**
 * @param {Editor} editor
 * @param {number} position of the heading
 */
function goTo(editor, position) {
  runAndFocus(editor, editor.chain().setTextSelection(position + 1))
  const element = editor.view.nodeDOM(position)
  if (element instanceof Element) element.scrollIntoView({ block: "center" })
}
