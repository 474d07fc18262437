// The field of a language: it takes the name of one for its code, and shows the name below it.
import { find, isRightToLeft } from "../common/dom.js"

const MAX_SAMPLE = 2000 // characters that are read with each change
const MIN_LETTERS = 10 // Fewer may be a name.
const RIGHT_TO_LEFT_RE = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/**
 * Spelling and direction of a text follow its language; a text in letters of the other direction has that of its letters.
 * @param {HTMLInputElement} language
 * @param {Editor} editor
 */
export function followLanguage(language, editor) {
  const { dom } = editor.view
  const options = [...(language.list?.options ?? [])]
  const name = find("[data-language-name]")
  const show = () => {
    name.lang = language.value
    name.textContent = options.find(({ value }) => value === language.value)?.label ?? ""
    dom.lang = language.value
    showDirection()
  }
  const showDirection = () => {
    let sample = ""
    editor.state.doc.forEach(({ type, textContent }) => {
      if (type.name !== "quotation" && sample.length < MAX_SAMPLE) sample += textContent
    })
    const letters = sample.slice(0, MAX_SAMPLE).match(/\p{L}/gu) ?? []
    const isRight = isRightToLeft(language.value)
    const own = letters.filter((letter) => RIGHT_TO_LEFT_RE.test(letter) === isRight).length
    const isOther = letters.length >= MIN_LETTERS && own * 10 < letters.length // As in blog/checks/rules/fields.py.
    const dir = isRight === isOther ? "ltr" : "rtl"
    if (dom.dir !== dir) dom.dir = dir
  }
  editor.on("update", showDirection)
  language.addEventListener("input", show)
  language.addEventListener("change", () => {
    const typed = language.value.trim().toLowerCase()
    language.value = options.find(({ label }) => label.toLowerCase() === typed)?.value ?? language.value
    show()
  })
  show()
}
