// Which of the preview's blocks the caret is in. Both sides are told apart by their words: rows have no keys before they are saved.

const bare = (text) => (text ?? "").replace(/\s+/g, " ").trim()

/** The editor's blocks in order: their words, and where in the document they begin. */
function written(editor) {
  const found = []
  editor.state.doc.forEach((node, offset) => {
    if (node.type.name === "figure") found.push({ at: offset, words: bare(node.attrs.caption) || node.attrs.src })
    else if (node.type.name === "quotation")
      node.forEach((line, inner) => found.push({ at: offset + 1 + inner, words: bare(line.textContent) }))
    else found.push({ at: offset, words: bare(node.textContent) })
  })
  return found.filter(({ words }) => words)
}

/** The same of the page. */
function shown(page) {
  const found = []
  for (const element of page.querySelector(".post-body")?.children ?? []) {
    if (element.matches(".pullquotes"))
      for (const words of element.querySelectorAll("blockquote"))
        found.push({ element: words, words: bare(words.textContent) })
    else if (element.matches(".photo"))
      found.push({
        element,
        words:
          bare(element.querySelector(".caption")?.textContent) || element.querySelector("img")?.getAttribute("src"),
      })
    else found.push({ element, words: bare(element.textContent) })
  }
  return found.filter(({ words }) => words)
}

/** The one of `others` with the words of `blocks[index]`, or of one that stands before it; of several, the one that is as many after the first. */
function counterpart(blocks, index, others) {
  for (let at = index; at >= 0; at--) {
    const { words } = blocks[at]
    const before = blocks.slice(0, at).filter((block) => block.words === words).length
    const same = others.filter((block) => block.words === words)
    if (same.length) return same[Math.min(before, same.length - 1)]
  }
  return undefined
}

/** The element of the page that shows where the caret is. */
export function elementAtCaret(editor, page) {
  const blocks = written(editor)
  const { from } = editor.state.selection
  const index = blocks.findLastIndex(({ at }) => at <= from)
  return counterpart(blocks, index, shown(page))?.element
}

/** Where in the document the block begins that `element` of the page stands in. */
export function placeOf(element, editor, page) {
  const blocks = shown(page)
  const index = blocks.findIndex((block) => block.element.contains(element))
  return counterpart(blocks, index, written(editor))?.at
}
