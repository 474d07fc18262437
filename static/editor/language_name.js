/**
 * The name of a language in that of the desk; the code if it is none.
 * @param {string} code
 */
export function nameLanguage(code) {
  try {
    const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" })
    return names.of(code.trim()) ?? code
  } catch {
    return code
  }
}
