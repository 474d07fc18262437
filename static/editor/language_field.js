// The field of a language: it takes the name of one for its code, and shows the name below it.
import { find, isRightToLeft } from "../common/dom.js"

/**
 * Spelling and direction of a text follow its language.
 * @param {HTMLInputElement} language
 * @param {HTMLElement} text
 */
export function followLanguage(language, text) {
  const options = [...(language.list?.options ?? [])]
  const name = find("[data-language-name]")
  const show = () => {
    name.lang = language.value
    name.textContent = options.find(({ value }) => value === language.value)?.label ?? ""
    text.lang = language.value
    text.dir = isRightToLeft(language.value) ? "rtl" : "ltr"
  }
  language.addEventListener("input", show)
  language.addEventListener("change", () => {
    const typed = language.value.trim().toLowerCase()
    language.value = options.find(({ label }) => label.toLowerCase() === typed)?.value ?? language.value
    show()
  })
  show()
}
