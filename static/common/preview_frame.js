// A page of ours in a frame without scripts: the choice of its width and colour scheme, and its scale.
import { el, findAll } from "./dom.js"

/** @typedef {{ width: string, scheme: string }} FrameSettings */

/**
 * Buttons that choose one of the options of a setting.
 * @param {FrameSettings} settings
 * @param {"width" | "scheme"} name
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {() => void} onChange
 */
export function createChoices(settings, name, label, options, onChange) {
  const buttons = Object.entries(options).map(([value, text]) =>
    el("button", {
      type: "button",
      textContent: text,
      "data-choice": name,
      "data-value": value,
      onclick: () => {
        settings[name] = value
        onChange()
      },
    }),
  )
  return el("div", { role: "group", "aria-label": label }, ...buttons)
}

/**
 * Marks what is chosen in a panel.
 * @param {HTMLElement} panel
 * @param {FrameSettings} settings
 */
export function markChoices(panel, settings) {
  for (const element of findAll("[data-choice]", panel)) {
    const name = /** @type {"width" | "scheme"} */ (element.dataset.choice)
    element.setAttribute("aria-pressed", String(settings[name] === element.dataset.value))
  }
}

/** A frame in which no scripts, forms or links work; the page that has it can change it. */
export function createFrame(/** @type {string} */ title) {
  const frame = el("iframe", { title })
  frame.setAttribute("sandbox", "allow-same-origin")
  return frame
}

/**
 * Makes a frame as wide as a screen, scaled down until it fits its stage.
 * @param {HTMLIFrameElement} frame
 * @param {HTMLElement} stage
 * @param {number} width in CSS pixels
 */
export function fitFrame(frame, stage, width) {
  const scale = Math.min(1, stage.clientWidth / width)
  Object.assign(frame.style, {
    width: `${width}px`,
    height: `${stage.clientHeight / scale}px`,
    scale,
    marginInlineStart: `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`,
  })
}

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
