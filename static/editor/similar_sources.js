// The question about the new name of a source, and the answers that known sources of similar names leave open.
import { el, gettext, interpolate } from "../common/dom.js"

const fold = (/** @type {string} */ text) => text.trim().toUpperCase()

/** @param {any} source */
const describe = (source) => [source.name, source.role, source.affiliation].filter(Boolean).join(", ")

/**
 * @param {import("./source_question.js").SourceQuestion} question
 * @param {import("./source_question.js").NewSource} source
 * @param {any[]} similar
 */
export function showSimilar(question, { name, affiliation, former }, similar) {
  const { onUse, onRename, onNew } = question.choices
  const own = similar.find(({ source }) => former && String(source) === former.source)
  if (own && fold(own.otherName) === fold(name)) {
    const text = gettext("%(name)s is another name of %(old)s, who stays the source.")
    return question.render(interpolate(text, { name, old: own.name }), [])
  }
  const others = similar.filter(({ source }) => String(source) !== former?.source)
  const isKnown = others.some((other) => [other.name, other.otherName].some((each) => fold(each) === fold(name)))
  const isTaken = others.some(
    (other) => fold(other.name) === fold(name) && fold(other.affiliation) === fold(former?.sourceAffiliation ?? ""),
  )
  // The first save of this draft stored it, or another did: saving links the two.
  const isSame = others.some(
    (other) => fold(other.name) === fold(name) && fold(other.affiliation) === fold(affiliation ?? ""),
  )
  const canRename = former && !former.locked && !isTaken
  const isOne = others.length === 1 && !former // Then the question names it.
  const use = others.map((other) => {
    const label = isOne ? gettext("Use this source") : interpolate(gettext("Use %(who)s"), { who: describe(other) })
    return button(label, () => onUse(other))
  })
  if (former && (canRename || others.length)) {
    const values = { old: former.sourceName, name }
    const rename = button(interpolate(gettext("Rename %(old)s everywhere"), values), onRename)
    // A name that is known stands for that source, unless an affiliation distinguishes the two.
    const create = button(gettext("Make a new source"), onNew)
    question.render(interpolate(gettext("You changed the source from %(old)s to %(name)s."), values), [
      ...(canRename ? [rename] : []),
      ...use,
      ...(isKnown && !affiliation ? [] : [create]),
    ])
  } else if (others.length && !isSame) {
    const text = isOne ? gettext("A similar source is known: %(who)s.") : gettext("Similar sources are known.")
    question.render(interpolate(text, { who: describe(others[0]) }), use)
  } else question.render("", [])
}

/**
 * @param {string} textContent
 * @param {() => void} onClick
 */
function button(textContent, onClick) {
  const element = el("button", { type: "button", textContent, dir: "auto" })
  element.addEventListener("click", onClick)
  return element
}
