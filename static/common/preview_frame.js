// A page of ours in a frame without scripts: its colour scheme, and its scale.

/** The original queries of media rules and of picture sources. @type {WeakMap<object, string>} */
const mediaTexts = new WeakMap()

/**
 * The media query for a screen whose own colours are `scheme`.
 * @param {object} owner
 * @param {string} present
 * @param {string} scheme
 */
function mediaFor(owner, present, scheme) {
  const original = mediaTexts.get(owner) ?? present
  mediaTexts.set(owner, original)
  const own = original.match(/\(prefers-color-scheme:\s*(\w+)\)/)?.[1]
  if (!own) return original
  return own === scheme ? original.replace(/\(prefers-color-scheme:\s*\w+\)/, "(min-width: 0)") : "not all"
}

/**
 * Shows a page as on a screen whose own colours are `scheme`, its adopted style sheets included.
 * @param {Document} page
 * @param {string} scheme
 */
export function applyScheme(page, scheme) {
  page.documentElement.style.colorScheme = scheme
  const { CSSMediaRule: MediaRule } = /** @type {Window & typeof globalThis} */ (page.defaultView)
  const sheets = [...page.styleSheets, ...page.adoptedStyleSheets]
  for (const rule of sheets.flatMap(({ cssRules }) => [...cssRules]))
    if (rule instanceof MediaRule) rule.media.mediaText = mediaFor(rule, rule.media.mediaText, scheme)
  for (const source of page.querySelectorAll("source")) source.media = mediaFor(source, source.media, scheme)
}
