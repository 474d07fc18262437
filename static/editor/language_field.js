// The field of a language: it takes the name of one for its code, and shows the name below it.
import { find } from "../common/dom.js"

/**
 * @param {HTMLInputElement} language
 * @param {(code: string) => void} follow called at once and after each change
 */
export function followLanguage(language, follow) {
  const options = [...(language.list?.options ?? [])]
  const name = find("[data-language-name]")
  const show = () => {
    name.lang = language.value
    name.textContent = options.find(({ value }) => value === language.value)?.label ?? ""
    follow(language.value)
  }
  language.addEventListener("input", show)
  language.addEventListener("change", () => {
    const typed = language.value.trim().toLowerCase()
    language.value = options.find(({ label }) => label.toLowerCase() === typed)?.value ?? language.value
    show()
  })
  show()
}
